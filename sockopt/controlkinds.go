package sockopt

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// MostRights is the maximum number of descriptors in one message: the kernel's SCM_MAX_FD.
const MostRights = 253

var (
	rights = &form{
		name: "fds", takes: "descriptors, like 3,4,5", room: 4,
		parse: parseRights, format: formatRights, json: jsonRights,
	}
	// creds also accepts the three numbers without names.
	creds = &form{
		name: "ucred", takes: "PID,UID,GID, like 1234,0,0 or pid=1234,uid=0,gid=0", room: 12,
		parse: parseCreds, format: formatCreds, json: jsonCreds,
	}
	in6Addr = &form{
		name: "in6_addr", takes: "an IPv6 address, like 2001:db8::1", room: 16,
		parse: parseIn6Addr, format: formatIn6Addr,
	}
	sockaddrIn6 = &form{name: "sockaddr", takes: takesSockaddr, room: 28, parse: parseSockaddr, format: formatSockaddr}

	flowinfo = &netOrder{"0x%x", "the traffic class and the flow label, like 0x0b812345"}
	ppid     = &netOrder{"%d", "a number, like 46 or 0x10"}

	launchTime = &number{"uint64", 8, false, nanoseconds, nil}
)

func parseRights(s string, _ World) (Value, error) {
	b := []byte{}
	if s == "" {
		return Value{Bytes: b}, nil
	}
	for text := range strings.SplitSeq(s, ",") {
		v, err := integer.Parse(strings.TrimSpace(text), nil)
		if err != nil {
			return Value{}, fmt.Errorf("%q: %w", text, err)
		}
		b = append(b, v.Bytes...)
	}
	return Value{Bytes: b}, nil
}

func formatRights(b []byte, _ World) (string, bool) {
	var list []string
	for ; len(b) >= 4; b = b[4:] {
		list = append(list, strconv.Itoa(int(int32(native.Uint32(b)))))
	}
	return strings.Join(list, ","), len(b) == 0
}

func jsonRights(b []byte, w World) any { return jsonGids(b, w) }

func parseCreds(s string, w World) (Value, error) {
	if n := strings.Split(s, ","); len(n) == 3 && !strings.Contains(s, "=") {
		s = "pid=" + n[0] + ",uid=" + n[1] + ",gid=" + n[2]
	}
	v, err := ucred.Parse(s, w)
	if err == nil && len(v.Bytes) != ucred.room {
		err = errors.New("want all three of pid, uid and gid")
	}
	return v, err
}

func formatCreds(b []byte, w World) (string, bool) { return ucred.Format(b, w) }
func jsonCreds(b []byte, w World) any              { return ucred.JSON(b, w) }

func parseIn6Addr(s string, _ World) (Value, error) {
	a, err := parseAddr6(s)
	if err != nil {
		return Value{}, err
	}
	return Value{Bytes: a.AsSlice()}, nil
}

func formatIn6Addr(b []byte, _ World) (string, bool) {
	if len(b) != 16 {
		return "", false
	}
	return netip.AddrFrom16([16]byte(b)).String(), true
}

// netOrder is a kind for a four-byte number in network byte order.
type netOrder struct{ layout, takes string }

func (k *netOrder) Name() string  { return "uint32_be" }
func (k *netOrder) Takes() string { return k.takes }
func (k *netOrder) Room() int     { return 4 }

func (k *netOrder) Parse(s string, w World) (Value, error) {
	v, err := u32.Parse(s, w)
	if err != nil {
		return v, err
	}
	return Value{Bytes: binary.BigEndian.AppendUint32(nil, native.Uint32(v.Bytes))}, nil
}

func (k *netOrder) Format(b []byte, _ World) (string, bool) {
	if len(b) != 4 {
		return "", false
	}
	return fmt.Sprintf(k.layout, binary.BigEndian.Uint32(b)), true
}

func (k *netOrder) JSON(b []byte, _ World) any { return uint64(binary.BigEndian.Uint32(b)) }

// stamp is a kind for a point in time: struct timeval or timespec, as seconds with all decimals.
type stamp struct {
	word   int8 // bytes of each member
	digits int  // 6 for microseconds, 9 for nanoseconds
}

// The points in time. The old structures have machine words, the new ones always 64 bits.
var (
	stampMicros    = &stamp{sizeofWord, 6}
	stampMicrosNew = &stamp{8, 6}
	stampNanos     = &stamp{sizeofWord, 9}
	stampNanosNew  = &stamp{8, 9}
)

func (k *stamp) Name() string {
	if k.digits == 6 {
		return "timeval"
	}
	return "timespec"
}

func (k *stamp) Takes() string { return "seconds since 1970, like 1700000000.5" }
func (k *stamp) Room() int     { return 2 * int(k.word) }

// read returns the seconds and the fraction. It reports false for a time before 1970 or an invalid fraction.
func (k *stamp) read(b []byte) (sec, frac uint64, ok bool) {
	if len(b) != k.Room() {
		return 0, 0, false
	}
	n := number{size: k.word}
	sec, _ = n.value(b[:k.word])
	frac, _ = n.value(b[k.word:])
	return sec, frac, sec <= k.most() && frac < k.unit()
}

// most returns the largest number of seconds.
func (k *stamp) most() uint64 { return 1<<(8*k.word-1) - 1 }

// unit returns how many units of the fraction make a second.
func (k *stamp) unit() uint64 {
	if k.digits == 6 {
		return 1e6
	}
	return 1e9
}

func (k *stamp) time(b []byte) (time.Time, bool) {
	sec, frac, ok := k.read(b)
	if !ok || sec > math.MaxInt32<<4 {
		return time.Time{}, false
	}
	return time.Unix(int64(sec), int64(frac*(1e9/k.unit()))), true
}

func (k *stamp) Format(b []byte, _ World) (string, bool) {
	sec, frac, ok := k.read(b)
	return fmt.Sprintf("%d.%0*d", sec, k.digits, frac), ok
}

// JSON returns a string: as a JSON number, the value would lose digits in most programs.
func (k *stamp) JSON(b []byte, w World) any {
	text, _ := k.Format(b, w)
	return text
}

func (k *stamp) Parse(text string, _ World) (Value, error) {
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) > k.digits {
		return Value{}, errors.New("more decimals than the kernel has")
	}
	sec, err := strconv.ParseUint(whole, 10, 64)
	if err == nil && sec > k.most() {
		return Value{}, errRange
	}
	fraction, err2 := strconv.ParseUint(frac+strings.Repeat("0", k.digits-len(frac)), 10, 64)
	if err != nil || err2 != nil {
		return Value{}, errors.New("not a number of seconds")
	}
	n := number{size: k.word}
	return Value{Bytes: append(n.bytes(sec), n.bytes(fraction)...)}, nil
}

// iv is struct af_alg_iv: a length and the bytes. The form hex:... has the whole structure, as for every kind.
var iv = &form{
	name: "af_alg_iv", takes: "pairs of hexadecimal digits, like 000102030405060708090a0b", room: 4,
	parse: func(s string, _ World) (Value, error) {
		b, err := hex.DecodeString(s)
		if err != nil {
			err = errors.New("not pairs of hexadecimal digits")
		}
		return Value{Bytes: append(u32.bytes(uint64(len(b))), b...)}, err
	},
	format: func(b []byte, _ World) (string, bool) {
		if len(b) < 4 || uint64(native.Uint32(b)) != uint64(len(b)-4) {
			return "", false
		}
		return hex.EncodeToString(b[4:]), true
	},
}

// ipText returns the address in a sockaddr of an error, without the port if that is 0, as usual. It returns "" for
// AF_UNSPEC.
func ipText(sa []byte, w World) (string, bool) {
	if len(sa) < 16 {
		return "", false
	}
	port := binary.BigEndian.Uint16(sa[2:])
	var a netip.Addr
	switch family := native.Uint16(sa); {
	case family == unix.AF_UNSPEC:
		return "", true
	case family == unix.AF_INET:
		a = addr4(sa[4:])
	case family == unix.AF_INET6 && len(sa) >= 28:
		a = netip.AddrFrom16([16]byte(sa[8:24]))
		if index := native.Uint32(sa[24:]); index != 0 {
			a = a.WithZone(indexText(index, w))
		}
	default:
		return "", false
	}
	if port != 0 {
		return netip.AddrPortFrom(a, port).String(), true
	}
	return a.String(), true
}
