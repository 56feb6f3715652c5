package cmsg

import (
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
	"sock/sockopt"
)

// report is a kind that only the kernel produces. It has named members with texts; sock does not parse it.
type report struct {
	name    string
	room    int
	members func([]byte, sockopt.World) ([]member, bool)
}

func (k *report) Name() string  { return k.name }
func (k *report) Takes() string { return "hex:..., as only the kernel makes one" }
func (k *report) Room() int     { return k.room }

func (k *report) Parse(string, sockopt.World) (sockopt.Value, error) {
	return sockopt.Value{}, errors.New("it can only be received")
}

func (k *report) Format(b []byte, w sockopt.World) (string, bool) {
	list, ok := k.members(b, w)
	var texts []string
	for _, m := range list {
		texts = append(texts, m.name+"="+m.text)
	}
	return strings.Join(texts, ","), ok
}

func (k *report) JSON(b []byte, w sockopt.World) any {
	list, _ := k.members(b, w)
	o := sockopt.Object{}
	for _, m := range list {
		text := m.text
		if !m.number {
			text = string(xlat.AppendJSON(nil, text))
		}
		o = append(o, sockopt.Member{Name: m.name, Number: text})
	}
	return o
}

// A member is a field with its value as text. number reports that the text is a number.
type member struct {
	name, text string
	number     bool
}

func numbered(name string, v uint64) member { return member{name, strconv.FormatUint(v, 10), true} }

// worded returns a member whose value may have a name.
func worded(name string, list []word, v uint64) member {
	for _, w := range list {
		if w.value == v {
			return member{name, w.name, false}
		}
	}
	return numbered(name, v)
}

// extendedErr is struct sock_extended_err, followed by the address of the reporting host if there is room.
var extendedErr = &report{"sock_extended_err", 16, errMembers}

// The kinds with the address.
var (
	extendedErr4 = &report{"sock_extended_err", 32, errMembers}
	extendedErr6 = &report{"sock_extended_err", 44, errMembers}
)

// Origins of an error. They decide the meaning of the other fields.
const (
	originLocal        = 1
	originICMP         = 2
	originICMP6        = 3
	originTimestamping = 4
	originZerocopy     = 5
	originTxtime       = 6
)

var origins = []word{
	{"SO_EE_ORIGIN_NONE", 0},
	{"SO_EE_ORIGIN_LOCAL", originLocal},
	{"SO_EE_ORIGIN_ICMP", originICMP},
	{"SO_EE_ORIGIN_ICMP6", originICMP6},
	{"SO_EE_ORIGIN_TIMESTAMPING", originTimestamping},
	{"SO_EE_ORIGIN_ZEROCOPY", originZerocopy},
	{"SO_EE_ORIGIN_TXTIME", originTxtime},
}

// An extErr is a decoded struct sock_extended_err.
type extErr struct {
	errno, origin, typ, code uint64
	info, data               uint64
}

// errMembers returns the fields that have a meaning. It omits those that are always zero for this origin.
func errMembers(b []byte, w sockopt.World) ([]member, bool) {
	if len(b) < 16 {
		return nil, false
	}
	e := extErr{
		uint64(native.Uint32(b)), uint64(b[4]), uint64(b[5]), uint64(b[6]),
		uint64(native.Uint32(b[8:])), uint64(native.Uint32(b[12:])),
	}
	list := append([]member{errnoMember(b[:4], w), worded("origin", origins, e.origin)}, e.details()...)
	if len(b) == 16 {
		return list, true
	}
	offender, ok := ipText(b[16:], w)
	if offender != "" {
		list = append(list, member{"offender", offender, false})
	}
	return list, ok
}

func errnoMember(b []byte, w sockopt.World) member {
	text, _ := sockopt.Errno.Format(b, w)
	_, err := strconv.Atoi(text)
	return member{"errno", text, err == nil}
}

// details returns the meaning of type, code, info and data for the origin.
func (e extErr) details() []member {
	switch e.origin {
	case originICMP:
		return e.icmp(icmpTypes, e.typ == 3 && e.code == 4)
	case originICMP6:
		return e.icmp(icmp6Types, e.typ == 2)
	case originZerocopy:
		return append([]member{{"range", fmt.Sprintf("%d-%d", e.info, e.data), false}}, e.codeOf(zerocopyCodes)...)
	case originTimestamping:
		return []member{worded("stamp", stampTypes, e.info), numbered("id", e.data)}
	case originTxtime:
		return append(e.codeOf(txtimeCodes), numbered("txtime", e.data<<32|e.info))
	}
	list := e.codeOf(nil)
	if e.typ != 0 {
		list = append([]member{numbered("type", e.typ)}, list...)
	}
	if e.origin == originLocal && e.errno == uint64(unix.EMSGSIZE) {
		return append(list, numbered("mtu", e.info))
	}
	return append(list, e.numbers()...)
}

// codeOf returns the code unless it is zero.
func (e extErr) codeOf(names []word) []member {
	if e.code == 0 {
		return nil
	}
	return []member{worded("code", names, e.code)}
}

// numbers returns info and data unless they are zero.
func (e extErr) numbers() (list []member) {
	if e.info != 0 {
		list = append(list, numbered("info", e.info))
	}
	if e.data != 0 {
		list = append(list, numbered("data", e.data))
	}
	return list
}

// icmp returns the meaning of an ICMP message. For "packet too big", info is the MTU.
func (e extErr) icmp(types []icmpType, tooBig bool) []member {
	var t icmpType
	for _, one := range types {
		if one.number == e.typ {
			t = one
		}
	}
	list := []member{numbered("type", e.typ), worded("code", t.codes, e.code)}
	if t.name != "" {
		list[0] = member{"type", t.name, false}
	}
	if tooBig {
		list, e.info = append(list, numbered("mtu", e.info)), 0
	}
	return append(list, e.extended()...)
}

// extended returns info, and data as struct sock_ee_data_rfc4884: the offset of the extensions in the payload, and flags.
func (e extErr) extended() []member {
	if e.data == 0 {
		return e.numbers()
	}
	b := native.AppendUint32(nil, uint32(e.data))
	e.data = 0
	return append(e.numbers(), numbered("rfc4884_len", uint64(native.Uint16(b))), worded("rfc4884_flags", rfc4884Flags, uint64(b[2])))
}

// rfc4884Flags reports extensions that do not follow RFC 4884.
var rfc4884Flags = []word{{"SO_EE_RFC4884_FLAG_INVALID", 1}}

// ipText returns the address in a sockaddr of an error, without the port if that is 0, as usual. It returns "" for
// AF_UNSPEC.
func ipText(sa []byte, w sockopt.World) (string, bool) {
	if len(sa) < 16 {
		return "", false
	}
	port := binary.BigEndian.Uint16(sa[2:])
	var a netip.Addr
	switch family := native.Uint16(sa); {
	case family == unix.AF_UNSPEC:
		return "", true
	case family == unix.AF_INET:
		a = netip.AddrFrom4([4]byte(sa[4:8]))
	case family == unix.AF_INET6 && len(sa) >= 28:
		a = netip.AddrFrom16([16]byte(sa[8:24]))
		if index := native.Uint32(sa[24:]); index != 0 {
			zone, _ := sockopt.IfIndex.Format(sa[24:28], w)
			a = a.WithZone(cmp.Or(zone, strconv.FormatUint(uint64(index), 10)))
		}
	default:
		return "", false
	}
	if port != 0 {
		return netip.AddrPortFrom(a, port).String(), true
	}
	return a.String(), true
}
