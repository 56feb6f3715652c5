package sockopt

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"unicode/utf8"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// Kinds for interfaces, addresses and ports.
var (
	IfIndex = &form{
		name: "ifindex", takes: "an interface, like lo or 1; empty or 0 for none", room: 4,
		parse: parseIfIndex, format: formatIfIndex, json: jsonIfIndex,
	}
	ifindexBE = &form{
		name: "ifindex_be", takes: "an interface, like lo or 1; empty or 0 for none", room: 4,
		parse: parseIfIndexBE, format: formatIfIndexBE, json: jsonIfIndexBE,
	}
	InAddr = &form{
		name: "in_addr", takes: "an IPv4 address, like 192.0.2.1", room: 4,
		parse: parseInAddr, format: formatInAddr,
	}
	pktinfo6 = &form{
		name: "in6_pktinfo", takes: "ADDR[@IF], like fe80::1@lo", room: 20,
		raw:   &record{name: "in6_pktinfo", parts: []part{{"ipi6_addr", In6Addr, false}, {"ipi6_ifindex", IfIndex, false}}},
		parse: parseMreq6, format: formatMreq6,
	}
	portRange = &form{
		name: "port_range", takes: "LOW-HIGH, like 40000-50000; 0 is the system's own range", room: 4,
		parse: parsePortRange, format: formatPortRange,
	}
	sockaddr = &form{
		name: "sockaddr", takes: takesSockaddr, room: 128,
		parse: parseSockaddr, format: formatSockaddr,
	}
	// SockaddrIn is for kernels that refuse a buffer longer than the address.
	SockaddrIn = &form{name: "sockaddr", takes: takesSockaddr, room: 16, parse: parseSockaddr, format: formatSockaddr}
)

const takesSockaddr = "an address, like 192.0.2.1:80 or [::1]:80"

func ifNameOf(index int, w World) string {
	if w == nil || index <= 0 {
		return ""
	}
	return w.IfName(index)
}

// parseIndex parses an interface by name or index. A negative index is passed to the kernel, which refuses it.
func parseIndex(s string, w World) (uint32, error) {
	if s == "" {
		return 0, nil
	}
	q, err := parseInt(s)
	switch {
	case err == nil && (q.neg && q.abs > 1<<31 || !q.neg && q.abs > 1<<31-1):
		return 0, errRange
	case err == nil && q.neg:
		return uint32(-q.abs), nil
	case err == nil:
		return uint32(q.abs), nil
	case w == nil:
		return 0, errNoWorld
	}
	return w.Zone(s)
}

// indexText returns the name of an interface if parseIndex parses it to the same index, else the index.
func indexText(index uint32, w World) string {
	name := ifNameOf(int(int32(index)), w)
	if _, err := parseInt(name); name == "" || err == nil || strings.ContainsAny(name, ",=:>@") || !utf8.ValidString(name) {
		return strconv.FormatUint(uint64(index), 10)
	}
	return name
}

func parseIfIndex(s string, w World) (Value, error) {
	n, err := parseIndex(s, w)
	return Value{Bytes: U32.bytes(uint64(n))}, err
}

func formatIfIndex(b []byte, w World) (string, bool) {
	if len(b) != 4 || int32(native.Uint32(b)) < 0 {
		return "", false
	}
	return indexText(native.Uint32(b), w), true
}

func parseIfIndexBE(s string, w World) (Value, error) {
	n, err := parseIndex(s, w)
	return Value{Bytes: []byte{byte(n >> 24), byte(n >> 16), byte(n >> 8), byte(n)}}, err
}

func formatIfIndexBE(b []byte, w World) (string, bool) {
	if len(b) != 4 || b[0] > 0x7f {
		return "", false
	}
	return indexText(uint32(b[0])<<24|uint32(b[1])<<16|uint32(b[2])<<8|uint32(b[3]), w), true
}

func jsonIfIndex(b []byte, w World) any {
	s, _ := formatIfIndex(b, w)
	return numberOr(s)
}

func jsonIfIndexBE(b []byte, w World) any {
	s, _ := formatIfIndexBE(b, w)
	return numberOr(s)
}

func numberOr(s string) any {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n
	}
	return s
}

func parseAddr4(s string) (netip.Addr, error) {
	a, ok := xlat.ParseIP(s)
	if !ok || !a.Is4() {
		return a, fmt.Errorf("%q is not an IPv4 address", s)
	}
	return a, nil
}

func parseAddr6(s string) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil || !a.Is6() || a.Zone() != "" {
		return a, fmt.Errorf("%q is not an IPv6 address", s)
	}
	return a, nil
}

func addr4(b []byte) netip.Addr { return netip.AddrFrom4([4]byte(b[:4])) }

func parseInAddr(s string, _ World) (Value, error) {
	a, err := parseAddr4(s)
	if err != nil {
		return Value{}, err
	}
	return Value{Bytes: a.AsSlice()}, nil
}

func formatInAddr(b []byte, _ World) (string, bool) {
	if len(b) != 4 {
		return "", false
	}
	return addr4(b).String(), true
}

// parseMreq6 parses an IPv6 address and an interface: struct ipv6_mreq or struct in6_pktinfo.
func parseMreq6(s string, w World) (Value, error) {
	addr, dev, _ := strings.Cut(s, "@")
	a, err := parseAddr6(addr)
	if err != nil {
		return Value{}, err
	}
	n, err := parseIndex(dev, w)
	return Value{Bytes: append(a.AsSlice(), U32.bytes(uint64(n))...)}, err
}

func formatMreq6(b []byte, w World) (string, bool) {
	if len(b) != 20 || int32(native.Uint32(b[16:])) < 0 {
		return "", false
	}
	return netip.AddrFrom16([16]byte(b[:16])).String() + atIndex(native.Uint32(b[16:]), w), true
}

func atIndex(index uint32, w World) string {
	if index == 0 {
		return ""
	}
	return "@" + indexText(index, w)
}

func parsePortRange(s string, _ World) (Value, error) {
	if s == "0" {
		return Value{Bytes: U32.bytes(0)}, nil
	}
	low, high, found := strings.Cut(s, "-")
	if !found {
		return Value{}, errors.New("not a range")
	}
	var ports [2]uint64
	for i, text := range []string{low, high} {
		q, err := parseInt(text)
		switch {
		case err != nil:
			return Value{}, err
		case q.neg || q.abs > 65535:
			return Value{}, errors.New("out of range: ports are 0 to 65535")
		}
		ports[i] = q.abs
	}
	return Value{Bytes: U32.bytes(ports[0] | ports[1]<<16)}, nil
}

func formatPortRange(b []byte, _ World) (string, bool) {
	if len(b) != 4 {
		return "", false
	}
	v := native.Uint32(b)
	if v == 0 {
		return "0", true
	}
	return fmt.Sprintf("%d-%d", v&0xffff, v>>16), true
}

func parseSockaddr(s string, w World) (Value, error) {
	if w == nil {
		return Value{}, errNoWorld
	}
	e, err := addr.Parse([]string{s}, false)
	if err != nil {
		return Value{}, err
	}
	list, err := e.Sockaddrs(addr.Connect, w)
	if err != nil {
		return Value{}, err
	}
	return Value{Bytes: list[0]}, nil
}

func formatSockaddr(b []byte, _ World) (string, bool) { return addr.Sockaddr(b).String(), true }
