package sockopt

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// fields is a kind for a structure of integers. Its text is a list of key=value, its JSON an object. A structure may
// end before its last field, because old kernels have fewer.
type fields struct {
	name, takes string
	prefix      string // of the names
	room        int
	list        []field
	words       []fieldWords
	given       bool // also passed to the kernel: every byte has to be printed
}

// fieldWords has the names of the values of one field.
type fieldWords struct {
	field string
	words *words
}

// field is one integer. It starts at the bit after the field before it.
type field struct {
	name string // "" for padding
	bits uint8
	sign sign
}

// sign says what the highest bit means.
type sign uint8

const (
	natural sign = iota
	signed
	id // natural, except that -1 means no ID
)

func (k *fields) Name() string  { return k.name }
func (k *fields) Takes() string { return k.takes }
func (k *fields) Room() int     { return k.room }

func (k *fields) Format(value []byte, _ World) (string, bool) {
	var s strings.Builder
	end := k.each(value, func(name, text string) {
		if s.Len() > 0 {
			s.WriteByte(',')
		}
		s.WriteString(name + "=" + text)
	})
	return s.String(), s.Len() > 0 && (end == 8*len(value) || !k.given)
}

func (k *fields) JSON(value []byte, _ World) any {
	o := Object{}
	k.each(value, func(name, text string) {
		if !isNumber(text) {
			text = quoteJSON(text)
		}
		o = append(o, Member{name, text})
	})
	return o
}

// isNumber reports whether text is a number of up to 64 bits.
func isNumber(text string) bool {
	_, err := parseInt(text)
	return err == nil && !strings.HasPrefix(text, "0x")
}

// each calls yield for the fields that value contains completely. It returns the bit after the last of them.
func (k *fields) each(value []byte, yield func(name, text string)) (at int) {
	for _, f := range k.list {
		if at+int(f.bits) > 8*len(value) {
			break
		}
		if f.name != "" {
			yield(k.prefix+f.name, k.text(f, getBits(value, at, int(f.bits))))
		}
		at += int(f.bits)
	}
	return at
}

// text returns the value of a field, by name if it has one.
func (k *fields) text(f field, v uint64) string {
	if names := k.wordsOf(f); names != nil {
		return names.format(int64(v), v)
	}
	return f.text(v)
}

func (k *fields) wordsOf(f field) *words {
	for _, w := range k.words {
		if w.field == f.name {
			return w.words
		}
	}
	return nil
}

func (f field) text(v uint64) string {
	shift := 64 - f.bits
	s := int64(v<<shift) >> shift
	if f.sign == signed || f.sign == id && s == -1 {
		return strconv.FormatInt(s, 10)
	}
	return strconv.FormatUint(v, 10)
}

// getBits reads an integer at a bit offset, in the order of bit fields in C on this machine.
func getBits(b []byte, at, n int) (v uint64) {
	for i := range n {
		v |= uint64(b[(at+i)/8]>>bitOf(at+i)&1) << valueBit(i, n)
	}
	return v
}

func putBits(b []byte, at, n int, v uint64) {
	for i := range n {
		b[(at+i)/8] |= byte(v>>valueBit(i, n)&1) << bitOf(at+i)
	}
}

func bitOf(at int) int {
	if bigEndian() {
		return 7 - at%8
	}
	return at % 8
}

func valueBit(i, n int) int {
	if bigEndian() {
		return n - 1 - i
	}
	return i
}

// Parse parses what Format returns: the first fields, in order. The names may be omitted, all together.
func (k *fields) Parse(text string, _ World) (Value, error) {
	given := strings.Split(text, ",")
	if text == "" {
		given = nil
	}
	named := strings.Contains(text, "=")
	b, at, end := make([]byte, k.room), 0, 0
	for _, f := range k.list {
		if f.name != "" {
			if len(given) == 0 {
				break
			}
			v, err := k.parseField(f, given[0], named)
			if err != nil {
				return Value{}, err
			}
			putBits(b, at, int(f.bits), v)
			given = given[1:]
			end = at + int(f.bits)
		}
		at += int(f.bits)
	}
	if len(given) > 0 {
		return Value{}, fmt.Errorf("%q: no field is left for it", given[0])
	}
	return Value{Bytes: b[:(end+7)/8]}, nil
}

func (k *fields) parseField(f field, text string, named bool) (uint64, error) {
	digits, found := strings.CutPrefix(text, k.prefix+f.name+"=")
	if named && !found {
		return 0, fmt.Errorf("%q: want %s%s= here", text, k.prefix, f.name)
	}
	var q quantity
	var err error
	if names := k.wordsOf(f); names != nil {
		q, err = names.parse(digits)
	} else {
		q, err = parseInt(digits)
	}
	switch {
	case err != nil:
		return 0, err
	case q.neg && (f.sign == natural || q.abs > 1<<(f.bits-1)),
		q.abs>>(f.bits-1)>>1 != 0,
		f.sign == signed && !q.neg && q.abs>>(f.bits-1) != 0:
		return 0, errRange
	case q.neg:
		return -q.abs & (1<<f.bits - 1), nil
	}
	return q.abs, nil
}

var (
	ucred = &fields{name: "ucred", takes: "pid=N,uid=N,gid=N", room: 12, list: []field{
		{"pid", 32, signed}, {"uid", 32, id}, {"gid", 32, id},
	}}

	meminfo = &fields{name: "meminfo", takes: "rmem_alloc=N,rcvbuf=N,...", room: 36, list: []field{
		{"rmem_alloc", 32, 0},
		{"rcvbuf", 32, 0},
		{"wmem_alloc", 32, 0},
		{"sndbuf", 32, 0},
		{"fwd_alloc", 32, 0},
		{"wmem_queued", 32, 0},
		{"optmem", 32, 0},
		{"backlog", 32, 0},
		{"drops", 32, 0},
	}}

	tpacketStats = &fields{name: "tpacket_stats", takes: "tp_packets=N,tp_drops=N[,tp_freeze_q_cnt=N]", prefix: "tp_", room: 12, list: []field{
		{"packets", 32, 0}, {"drops", 32, 0}, {"freeze_q_cnt", 32, 0},
	}}

	repairWindow = &fields{name: "tcp_repair_window", takes: "snd_wl1=N,snd_wnd=N,max_window=N,rcv_wnd=N,rcv_wup=N", room: 20, given: true, list: []field{
		{"snd_wl1", 32, 0}, {"snd_wnd", 32, 0}, {"max_window", 32, 0}, {"rcv_wnd", 32, 0}, {"rcv_wup", 32, 0},
	}}
)

// gids is a list of group IDs.
var gids = &form{
	name: "gids", takes: "group numbers, like 4,24,27", room: 65536 * 4,
	parse: parseGids, format: formatGids, json: jsonGids,
}

func parseGids(s string, _ World) (Value, error) {
	b := []byte{}
	if s == "" {
		return Value{Bytes: b}, nil
	}
	for text := range strings.SplitSeq(s, ",") {
		v, err := U32.Parse(text, nil)
		if err != nil {
			return Value{}, err
		}
		b = append(b, v.Bytes...)
	}
	if len(b) > 65536*4 {
		return Value{}, errors.New("too many groups")
	}
	return Value{Bytes: b}, nil
}

func formatGids(b []byte, _ World) (string, bool) {
	var list []string
	for ; len(b) >= 4; b = b[4:] {
		list = append(list, strconv.FormatUint(uint64(native.Uint32(b)), 10))
	}
	return strings.Join(list, ","), len(b) == 0
}

func jsonGids(b []byte, _ World) any {
	list := Numbers{}
	for ; len(b) >= 4; b = b[4:] {
		list = append(list, native.Uint32(b))
	}
	return list
}
