package sockopt

import (
	"strings"
)

// formExamples has an example value for each kind that is a form.
var formExamples = [...]struct {
	kind    *form
	example string
}{
	{Flag, "1"},
	{noValue, ""},
	{lengthOnly, "16"},
	{Text, "name"},
	{text16, "bbr"},
	{textLong, "text"},
	{ifname, "lo"},
	{IfIndex, "lo"},
	{ifindexBE, "lo"},
	{Raw, "hex:0102"},
	{rawLong, "hex:0102"},
	{descriptor, "5"},
	{Errno, "ECONNREFUSED"},
	{protocol, "IPPROTO_TCP"},
	{netPort, "9899"},
	{timeval, "1.5s"},
	{timevalNew, "1.5s"},
	{linger, "5"},
	{InAddr, "192.0.2.1"},
	{In6Addr, "2001:db8::1"},
	{sockaddr, "192.0.2.1:80"},
	{SockaddrIn, "192.0.2.1:80"},
	{SockaddrIn6, "[2001:db8::1]:80"},
	{sockaddrStorage, "192.0.2.1"},
	{mreqn, "224.0.0.251@lo"},
	{multicastIf, "lo"},
	{mreq6, "ff02::fb@lo"},
	{pktinfo6, "fe80::1@lo"},
	{mreqSource, "192.0.2.1>232.1.1.1@lo"},
	{groupReq, "ff02::fb@lo"},
	{groupSourceReq, "2001:db8::1>ff3e::1@lo"},
	{portRange, "40000-50000"},
	{fprog, "1,6 0 0 65535"},
	{program, "1,6 0 0 65535"},
	{md5, "192.0.2.1=secret"},
	{md5ext, "192.0.2.0/24=secret"},
	{packetMreq, "promisc@lo"},
	{fanout, "7:hash"},
	{tpacketReq, "64kx4/2k"},
	{txtime, "monotonic,errors"},
	{timestamping, "rx_software|software"},
	{gids, "4,24,27"},
	{Rights, "3,4"},
	{Creds, "1234,0,0"},
	{AlgIV, "000102030405060708090a0b"},
}

// Example returns an example value of the kind, or "" for a kind that only the kernel produces.
func Example(k Kind) string {
	switch k := k.(type) {
	case *form:
		for _, e := range &formExamples {
			if e.kind == k {
				return e.example
			}
		}
	case *number:
		return k.example()
	case *fields:
		return k.example()
	case *record:
		return k.example()
	case *askKind:
		if k.example != "" {
			return k.example
		}
		return Example(k.Kind)
	case *icmpFilter:
		types, _, _ := strings.Cut(k.example, ",")
		return "pass=" + types
	case *netOrder:
		if k == Flowinfo {
			return "0x0b812345"
		}
		return "46"
	case *stamp:
		return "1700000000.5"
	case tlsCrypto:
		return "version=TLS_1_2_VERSION,cipher_type=TLS_CIPHER_AES_GCM_128,iv=0101010101010101," +
			"key=02020202020202020202020202020202,salt=03030303,rec_seq=0000000000000000"
	}
	return ""
}

func (k *number) example() string {
	switch {
	case k.words != nil && k.words.style == mask && len(k.words.list) > 1:
		return k.words.list[0].name + "|" + k.words.list[1].name
	case k.words != nil && k.words.style == full:
		return k.words.prefix + k.words.all()[0].name
	case k.words != nil:
		return k.words.list[0].name
	case k.unit == octets:
		return "64k"
	case k.unit == rates:
		return "1Mbit"
	case k.unit.duration() != 0:
		return "30" + map[unit]string{nanoseconds: "us", microseconds: "ms", milliseconds: "s", centiseconds: "s", seconds: "s"}[k.unit]
	}
	return "5"
}

// example returns the first two fields: a structure may end after any field.
func (k *fields) example() string {
	var list []string
	for _, f := range k.list {
		if f.name == "" || len(list) == 2 {
			continue
		}
		value := "1"
		if names := k.wordsOf(f); names != nil {
			value = (&number{words: names}).example()
		}
		list = append(list, k.prefix+f.name+"="+value)
	}
	return strings.Join(list, ",")
}

func (k *record) example() string {
	var list []string
	for _, p := range k.parts {
		if p.name != "" && !p.quiet {
			list = append(list, p.name+"="+Example(p.kind))
		}
	}
	return strings.Join(list, ",")
}

// Forms returns the notations of the option's values, each with an example: those to set, and those that getsockopt(2)
// takes or returns. With all it includes the obvious ones.
func (o Option) Forms(all bool) (list []string) {
	if o.Kind == nil || o.Access == None || !all && obvious(o.Kind) {
		return nil
	}
	if o.Access&Set != 0 {
		list = append(list, NotationText(o.Title(), Example(o.Kind), o.Kind.Takes()))
	}
	k, asks := o.Kind.(*askKind)
	switch {
	case asks && o.Access&Get != 0:
		list = append(list, "getsockopt "+NotationText(o.Title(), k.input, k.inputTakes))
	case o.Access == Get:
		list = append(list, "printed as "+o.Kind.Takes())
	}
	return list
}

// NotationText returns NAME=EXAMPLE: TAKES, the notation of a value in the help.
func NotationText(name, example, takes string) string {
	if example != "" {
		name += "=" + example
	}
	if takes == "" {
		return name
	}
	return name + ": " + takes
}

// obvious reports whether the name of the kind explains it: a flag, a number, no value.
func obvious(k Kind) bool {
	n, isNumber := k.(*number)
	return k == Flag || k == noValue || isNumber && n.words == nil && n.unit == things
}
