package sockopt

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

var (
	mreqn = &form{
		name: "ip_mreqn", takes: "GROUP[@IF-or-ADDR], like 224.0.0.251@eth0", room: 12, raw: mreqnFields,
		parse: parseMreqn, format: formatMreqn,
	}
	multicastIf = &form{
		name: "ip_mreqn", takes: "an interface or its address, like eth0 or 192.0.2.1; 0.0.0.0 for none", room: 12, raw: mreqnFields,
		parse: parseMulticastIf, format: formatMulticastIf,
	}
	mreq6 = &form{
		name: "ipv6_mreq", takes: "GROUP[@IF], like ff02::fb@eth0", room: 20,
		raw:   &record{name: "ipv6_mreq", parts: []part{{"ipv6mr_multiaddr", In6Addr, false}, {"ipv6mr_interface", IfIndex, false}}},
		parse: parseMreq6, format: formatMreq6,
	}
	mreqSource = &form{
		name: "ip_mreq_source", takes: "SOURCE>GROUP[@IF-or-ADDR], like 192.0.2.1>232.1.1.1@eth0", room: 12,
		raw: &record{name: "ip_mreq_source", parts: []part{
			{"imr_multiaddr", InAddr, false}, {"imr_interface", InAddr, false}, {"imr_sourceaddr", InAddr, false},
		}},
		parse: parseMreqSource, format: formatMreqSource,
	}
	groupReq = &form{
		name: "group_req", takes: "GROUP[@IF], like ff02::fb@eth0 or 224.0.0.251", room: sizeofGroupReq,
		raw:   &record{name: "group_req", parts: []part{{"gr_interface", IfIndex, false}, {"", padStorage, false}, {"gr_group", sockaddrStorage, false}}},
		parse: parseGroupReq, format: formatGroupReq,
	}
	groupSourceReq = &form{
		name: "group_source_req", takes: "SOURCE>GROUP[@IF], like 2001:db8::1>ff3e::1@eth0", room: sizeofGroupSource,
		raw: &record{name: "group_source_req", parts: []part{
			{"gsr_interface", IfIndex, false}, {"", padStorage, false}, {"gsr_group", sockaddrStorage, false}, {"gsr_source", sockaddrStorage, false},
		}},
		parse: parseGroupSource, format: formatGroupSource,
	}

	// mreqnFields has the fields of struct ip_mreqn; struct ip_mreq lacks the last one.
	mreqnFields = &record{
		name: "ip_mreqn", whole: 2,
		parts: []part{{"imr_multiaddr", InAddr, false}, {"imr_address", InAddr, false}, {"imr_ifindex", IfIndex, false}},
	}

	// sockaddrStorage is struct sockaddr_storage with an address of any family.
	sockaddrStorage = &form{
		name: "sockaddr_storage", takes: "an address, like 192.0.2.1, ff02::fb or 192.0.2.1:80", room: sizeofStorage,
		parse: parseStorage, format: formatStorage,
	}
	padStorage = &form{room: storageAt - 4}
)

const (
	sizeofStorage = 128 // struct sockaddr_storage

	// storageAt is the offset of the address after the interface in struct group_req: the next machine word.
	storageAt = sizeofWord

	sizeofGroupReq    = storageAt + sizeofStorage
	sizeofGroupSource = sizeofGroupReq + sizeofStorage
)

// parseMreqn makes the short structure for a group and an address, or the long one for an interface.
func parseMreqn(s string, w World) (Value, error) {
	group, dev, _ := strings.Cut(s, "@")
	g, err := parseAddr4(group)
	if err != nil {
		return Value{}, err
	}
	b := append(g.AsSlice(), 0, 0, 0, 0)
	if dev == "" {
		return Value{Bytes: b}, nil
	}
	if a, ok := xlat.ParseIP(dev); ok && a.Is4() {
		return Value{Bytes: append(b[:4], a.AsSlice()...)}, nil
	}
	n, err := parseIndex(dev, w)
	return Value{Bytes: append(b, U32.bytes(uint64(n))...)}, err
}

func formatMreqn(b []byte, w World) (string, bool) {
	switch {
	case len(b) == 8 && native.Uint32(b[4:]) == 0:
		return addr4(b).String(), true
	case len(b) == 8:
		return addr4(b).String() + "@" + addr4(b[4:]).String(), true
	case len(b) != 12 || native.Uint32(b[4:]) != 0 || int32(native.Uint32(b[8:])) < 0:
		return "", false
	}
	return addr4(b).String() + "@" + indexText(native.Uint32(b[8:]), w), true
}

// parseMulticastIf makes a struct in_addr, or a struct ip_mreqn without a group.
func parseMulticastIf(s string, w World) (Value, error) {
	addr, dev, both := strings.Cut(s, "@")
	a, isIP := xlat.ParseIP(addr)
	switch {
	case isIP && !a.Is4():
		return Value{}, fmt.Errorf("%q is not an IPv4 address", addr)
	case isIP && !both:
		return Value{Bytes: a.AsSlice()}, nil
	case !isIP && both:
		return parseInAddr(addr, w)
	case !isIP:
		a, dev = netip.IPv4Unspecified(), addr
	}
	n, err := parseIndex(dev, w)
	return Value{Bytes: append(append(make([]byte, 4, 12), a.AsSlice()...), U32.bytes(uint64(n))...)}, err
}

func formatMulticastIf(b []byte, w World) (string, bool) {
	switch {
	case len(b) == 4:
		return addr4(b).String(), true
	case len(b) != 12 || native.Uint32(b) != 0 || int32(native.Uint32(b[8:])) < 0:
		return "", false
	}
	dev := indexText(native.Uint32(b[8:]), w)
	if native.Uint32(b[4:]) != 0 || dev == "0" {
		return addr4(b[4:]).String() + "@" + dev, true
	}
	return dev, true
}

// cutSource splits SOURCE>GROUP[@IF].
func cutSource(s string) (source, group, dev string, err error) {
	source, rest, found := strings.Cut(s, ">")
	if !found {
		return "", "", "", errors.New("missing > between source and group")
	}
	group, dev, _ = strings.Cut(rest, "@")
	return source, group, dev, nil
}

// parseMreqSource makes a struct ip_mreq_source. An interface is converted to its address.
func parseMreqSource(s string, w World) (Value, error) {
	source, group, dev, err := cutSource(s)
	if err != nil {
		return Value{}, err
	}
	src, err := parseAddr4(source)
	if err != nil {
		return Value{}, err
	}
	g, err := parseAddr4(group)
	if err != nil {
		return Value{}, err
	}
	via, err := interfaceAddr(dev, w)
	if err != nil {
		return Value{}, err
	}
	return Value{Bytes: append(append(g.AsSlice(), via.AsSlice()...), src.AsSlice()...)}, nil
}

// interfaceAddr returns an IPv4 address, or that of an interface.
func interfaceAddr(dev string, w World) (netip.Addr, error) {
	if a, ok := xlat.ParseIP(dev); ok && a.Is4() {
		return a, nil
	}
	switch {
	case dev == "":
		return netip.IPv4Unspecified(), nil
	case w == nil:
		return netip.Addr{}, errNoWorld
	}
	return w.IfAddr(dev)
}

func formatMreqSource(b []byte, _ World) (string, bool) {
	if len(b) != 12 {
		return "", false
	}
	s := addr4(b[8:]).String() + ">" + addr4(b).String()
	if native.Uint32(b[4:]) != 0 {
		s += "@" + addr4(b[4:]).String()
	}
	return s, true
}

// storage returns a struct sockaddr_storage with an address and port 0.
func storage(s string) ([]byte, error) {
	a, ok := xlat.ParseIP(s)
	if !ok || a.Zone() != "" {
		return nil, fmt.Errorf("%q is not an address", s)
	}
	b := make([]byte, sizeofStorage)
	if a.Is4() {
		native.PutUint16(b, unix.AF_INET)
		copy(b[4:], a.AsSlice())
	} else {
		native.PutUint16(b, unix.AF_INET6)
		copy(b[8:], a.AsSlice())
	}
	return b, nil
}

// parseStorage also accepts an address with a port or of another family. It pads it with zeros.
func parseStorage(s string, w World) (Value, error) {
	if b, err := storage(s); err == nil {
		return Value{Bytes: b}, nil
	}
	v, err := parseSockaddr(s, w)
	if err != nil {
		return v, err
	}
	return v.Resized(max(len(v.Bytes), sizeofStorage)), nil
}

// formatStorage reports false for an address with a port or of another family, which hex:... represents.
func formatStorage(b []byte, _ World) (string, bool) {
	if len(b) != sizeofStorage {
		return "", false
	}
	if text, ok := storageText(b); ok {
		return text, true
	}
	return hexText(b), true
}

// storageText returns the address, or false if b has more than an address.
func storageText(b []byte) (string, bool) {
	var a netip.Addr
	switch native.Uint16(b) {
	case unix.AF_INET:
		a = addr4(b[4:])
	case unix.AF_INET6:
		a = netip.AddrFrom16([16]byte(b[8:24]))
	default:
		return "", false
	}
	back, err := storage(a.String())
	return a.String(), err == nil && string(back) == string(b[:sizeofStorage])
}

// device returns the interface index and the padding before an address.
func device(dev string, w World) ([]byte, error) {
	n, err := parseIndex(dev, w)
	return append(U32.bytes(uint64(n)), make([]byte, storageAt-4)...), err
}

// deviceText returns @IF. It reports false if the padding is not zero.
func deviceText(b []byte, w World) (string, bool) {
	if !zero(b[4:storageAt]) {
		return "", false
	}
	index := native.Uint32(b)
	return atIndex(index, w), int32(index) >= 0
}

func parseGroupReq(s string, w World) (Value, error) {
	group, dev, _ := strings.Cut(s, "@")
	return storages(dev, w, group)
}

// storages returns an interface followed by addresses.
func storages(dev string, w World, addrs ...string) (Value, error) {
	b, err := device(dev, w)
	if err != nil {
		return Value{}, err
	}
	for _, text := range addrs {
		a, err := storage(text)
		if err != nil {
			return Value{}, err
		}
		b = append(b, a...)
	}
	return Value{Bytes: b}, nil
}

func formatGroupReq(b []byte, w World) (string, bool) {
	if len(b) != sizeofGroupReq {
		return "", false
	}
	dev, ok := deviceText(b, w)
	group, known := storageText(b[storageAt:])
	return group + dev, ok && known
}

func parseGroupSource(s string, w World) (Value, error) {
	source, group, dev, err := cutSource(s)
	if err != nil {
		return Value{}, err
	}
	return storages(dev, w, group, source)
}

func formatGroupSource(b []byte, w World) (string, bool) {
	if len(b) != sizeofGroupSource {
		return "", false
	}
	dev, ok := deviceText(b, w)
	group, ok1 := storageText(b[storageAt:])
	source, ok2 := storageText(b[storageAt+sizeofStorage:])
	return source + ">" + group + dev, ok && ok1 && ok2
}
