package sockopt

import (
	"errors"
	"fmt"
	"strings"
)

// An icmpFilter is a set of ICMP message types, one bit each. The socket does not receive the types in it.
type icmpFilter struct {
	name    string
	words   int    // number of 32-bit words
	types   *words // the names
	example string
}

// These are literals: with a function call here the compiler would initialize the whole table at start-up.
var (
	filter4 = &icmpFilter{"uint32", 1, &words{prefix: "ICMP_", style: enum, list: icmp4Names}, "echo|echoreply, or the bits that block"}
	filter6 = &icmpFilter{"icmp6_filter", 8, &words{prefix: "ICMPV6_", style: enum, list: icmp6Names}, "echo_request|echo_reply"}
)

func (f *icmpFilter) Name() string { return f.name }
func (f *icmpFilter) Room() int    { return 4 * f.words }

func (f *icmpFilter) Takes() string {
	return "pass=TYPE|TYPE for these alone, block=TYPE|TYPE for all but these, like pass=" + f.example
}

func (f *icmpFilter) JSON(value []byte, w World) any {
	text, _ := f.Format(value, w)
	return text
}

func (f *icmpFilter) Parse(text string, w World) (Value, error) {
	which, list, found := strings.Cut(text, "=")
	switch {
	case !found: // the notation of the bits
		return f.parseWords(text, w)
	case which != "pass" && which != "block":
		return Value{}, errors.New("begins with neither pass= nor block=")
	}
	bits := make([]uint32, f.words)
	for name := range strings.SplitSeq(list, "|") {
		if name == "" {
			continue
		}
		q, err := f.types.word(strings.TrimSpace(name))
		if err != nil {
			return Value{}, err
		}
		if q.neg || q.abs >= uint64(32*f.words) {
			return Value{}, fmt.Errorf("out of range: types are 0 to %d", 32*f.words-1)
		}
		bits[q.abs/32] |= 1 << (q.abs % 32)
	}
	var b []byte
	for _, v := range bits {
		if which == "pass" {
			v = ^v
		}
		b = append(b, U32.bytes(uint64(v))...)
	}
	return Value{Bytes: b}, nil
}

// parseWords parses the words of the structure.
func (f *icmpFilter) parseWords(text string, w World) (Value, error) {
	var b []byte
	for word := range strings.SplitSeq(text, ",") {
		v, err := U32.Parse(word, w)
		if err != nil {
			return v, err
		}
		b = append(b, v.Bytes...)
	}
	if len(b) != f.Room() {
		return Value{}, fmt.Errorf("begins with neither pass= nor block=, and is not %d numbers", f.words)
	}
	return Value{Bytes: b}, nil
}

// Format lists the types that pass or the types that are blocked, whichever are fewer.
func (f *icmpFilter) Format(b []byte, _ World) (string, bool) {
	if len(b) != 4*f.words {
		return "", false
	}
	var lists [2][]string // passed, blocked
	for t := range 32 * f.words {
		blocked := native.Uint32(b[t/32*4:]) >> (t % 32) & 1
		lists[blocked] = append(lists[blocked], f.types.format(int64(t), uint64(t)))
	}
	if len(lists[0]) < len(lists[1]) {
		return "pass=" + strings.Join(lists[0], "|"), true
	}
	return "block=" + strings.Join(lists[1], "|"), true
}

// The names are those of linux/icmp.h, linux/icmpv6.h and net/ndisc.h in lower case.
var icmp4Names = []word{
	{"echoreply", 0},
	{"dest_unreach", 3},
	{"source_quench", 4},
	{"redirect", 5},
	{"echo", 8},
	{"time_exceeded", 11},
	{"parameterprob", 12},
	{"timestamp", 13},
	{"timestampreply", 14},
	{"info_request", 15},
	{"info_reply", 16},
	{"address", 17},
	{"addressreply", 18},
}

var icmp6Names = []word{
	{"dest_unreach", 1},
	{"pkt_toobig", 2},
	{"time_exceed", 3},
	{"paramprob", 4},
	{"echo_request", 128},
	{"echo_reply", 129},
	{"mgm_query", 130},
	{"mgm_report", 131},
	{"mgm_reduction", 132},
	{"router_solicitation", 133},
	{"router_advertisement", 134},
	{"neighbour_solicitation", 135},
	{"neighbour_advertisement", 136},
	{"redirect", 137},
	{"ni_query", 139},
	{"ni_reply", 140},
	{"mld2_report", 143},
}
