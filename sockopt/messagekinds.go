package sockopt

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// Kinds of the payloads of control messages. Some options have the same notation.
var (
	Rights = &form{
		name: "fds", takes: "descriptors, like 3,4,5", room: 4,
		parse: parseRights, format: formatRights, json: jsonRights,
	}
	// Creds also accepts the three numbers without names.
	Creds = &form{
		name: "ucred", takes: "PID,UID,GID, like 1234,0,0 or pid=1234,uid=0,gid=0", room: 12,
		parse: parseCreds, format: formatCreds, json: jsonCreds,
	}
	In6Addr = &form{
		name: "in6_addr", takes: "an IPv6 address, like 2001:db8::1", room: 16,
		parse: parseIn6Addr, format: formatIn6Addr,
	}
	SockaddrIn6 = &form{name: "sockaddr", takes: takesSockaddr, room: 28, parse: parseSockaddr, format: formatSockaddr}

	Flowinfo = &netOrder{"0x%x", "the traffic class and the flow label, like 0x0b812345"}
	ppid     = &netOrder{"%d", "a number, like 46 or 0x10"}

	LaunchTime = &number{"uint64", 8, false, nanoseconds, nil}
)

func parseRights(s string, _ World) (Value, error) {
	b := []byte{}
	if s == "" {
		return Value{Bytes: b}, nil
	}
	for text := range strings.SplitSeq(s, ",") {
		v, err := Integer.Parse(strings.TrimSpace(text), nil)
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
	v, err := U32.Parse(s, w)
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

// AlgIV is struct af_alg_iv: a length and the bytes. The form hex:... has the whole structure, as for every kind.
var AlgIV = &form{
	name: "af_alg_iv", takes: "pairs of hexadecimal digits, like 000102030405060708090a0b", room: 4,
	parse: func(s string, _ World) (Value, error) {
		b, err := hex.DecodeString(s)
		if err != nil {
			err = errors.New("not pairs of hexadecimal digits")
		}
		return Value{Bytes: append(U32.bytes(uint64(len(b))), b...)}, err
	},
	format: func(b []byte, _ World) (string, bool) {
		if len(b) < 4 || uint64(native.Uint32(b)) != uint64(len(b)-4) {
			return "", false
		}
		return hex.EncodeToString(b[4:]), true
	},
}
