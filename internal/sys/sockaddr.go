package sys

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// sin6MinLen is the length of the first sockaddr_in6, before sin6_scope_id.
const sin6MinLen = 24

// sockaddrText prints sa as strace prints a struct sockaddr: by its family, if it is long enough.
func sockaddrText(sa addr.Sockaddr) string {
	sa = sa[:min(len(sa), addr.MaxLen)]
	text := "{sa_family=" + xlat.Families.Text(uint32(sa.Family()))
	if len(sa) > 2 {
		size, show := sockaddrForm(sa.Family())
		if show == nil || len(sa) < size {
			show = rawText
		}
		text += ", " + show(sa)
	}
	return text + "}"
}

// sockaddrForm returns the printer for addresses of a family and the minimum length that it needs.
func sockaddrForm(family int) (size int, show func(sa []byte) string) {
	switch family {
	case unix.AF_UNIX:
		return 3, unixText
	case unix.AF_INET:
		return unix.SizeofSockaddrInet4, inet4Text
	case unix.AF_INET6:
		return sin6MinLen, func(sa []byte) string { return inet6Text(sa, len(sa)) }
	case unix.AF_NETLINK:
		return unix.SizeofSockaddrNetlink, netlinkAddress
	case unix.AF_PACKET:
		return unix.SizeofSockaddrLinklayer, packetAddress
	case unix.AF_VSOCK:
		return unix.SizeofSockaddrVM, vsockText
	case unix.AF_XDP:
		return unix.SizeofSockaddrXDP, xdpText
	case unix.AF_ALG:
		return algNameAt + 1, algText
	case unix.AF_AX25:
		return ax25Size, ax25Text
	case unix.AF_IPX:
		return 16, ipxText
	case unix.AF_X25:
		return 18, x25Text
	case unix.AF_BLUETOOTH:
		return 3, bluetoothText
	case unix.AF_RXRPC:
		return 36, rxrpcText
	case unix.AF_IEEE802154:
		return 20, lowpanText
	case unix.AF_NFC:
		return nfcShortSize, nfcText
	case unix.AF_QIPCRTR:
		return 12, qrtrText
	case unix.AF_MCTP:
		return 12, mctpText
	}
	return 0, nil
}

func rawText(sa []byte) string { return "sa_data=" + xlat.Quote(sa[2:], 0) }

// u16 and u32 read a number in the machine's byte order.
func u16(b []byte, at int) uint32 { return uint32(binary.NativeEndian.Uint16(b[at:])) }
func u32(b []byte, at int) uint32 { return binary.NativeEndian.Uint32(b[at:]) }

// hexBytes prints bytes as strace prints binary data: "\x01\x02".
func hexBytes(b []byte) string {
	var s strings.Builder
	for _, c := range b {
		fmt.Fprintf(&s, `\x%02x`, c)
	}
	return `"` + s.String() + `"`
}

// colons prints a hardware address: 01:02:03.
func colons(b []byte) string { return net.HardwareAddr(b).String() }

// hexWide prints as C's %#0*x does: the width includes the prefix, and 0 has none.
func hexWide(v uint32, width int) string {
	if v == 0 {
		return strings.Repeat("0", width)
	}
	return fmt.Sprintf("0x%0*x", width-2, v)
}

// hexArray prints bytes as [0x1, 00].
func hexArray(b []byte) string {
	texts := make([]string, len(b))
	for i, c := range b {
		texts[i] = hexWide(uint32(c), 2)
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// fields joins names and values: a=1, b=2.
func fields(pairs ...string) string {
	texts := make([]string, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		texts = append(texts, pairs[i]+"="+pairs[i+1])
	}
	return strings.Join(texts, ", ")
}

// signed prints a number that may be negative.
func signed(v uint32) string { return strconv.Itoa(int(int32(v))) }

// optional is a field that is printed only if it is not zero.
func optional(before string, v uint32, after string) string {
	if v == 0 {
		return ""
	}
	return before + xlat.Hex(v) + after
}

func inet4(b []byte) string {
	return `inet_addr("` + netip.AddrFrom4([4]byte(b[:4])).String() + `")`
}

func inet4Text(sa []byte) string {
	return fmt.Sprintf("sin_port=htons(%d), sin_addr=%s", binary.BigEndian.Uint16(sa[2:]), inet4(sa[4:]))
}

// inet6Text prints struct sockaddr_in6. size is the length that the caller of the traced function has passed: it
// decides about the zone.
func inet6Text(sa []byte, size int) string {
	ip := netip.AddrFrom16([16]byte(sa[8:24]))
	text := fmt.Sprintf("sin6_port=htons(%d), sin6_flowinfo=htonl(%d), inet_pton(AF_INET6, \"%s\", &sin6_addr)",
		binary.BigEndian.Uint16(sa[2:]), binary.BigEndian.Uint32(sa[4:]), inet6Number(ip))
	if size <= sin6MinLen {
		return text
	}
	var zone [4]byte
	copy(zone[:], sa[sin6MinLen:])
	return text + ", sin6_scope_id=" + zoneText(ip, u32(zone[:], 0))
}

// inet6Number returns the text of inet_ntop(3). It differs from Go's for IPv4-compatible addresses: ::1.2.3.4.
func inet6Number(ip netip.Addr) string {
	b := ip.As16()
	if [12]byte(b[:12]) == [12]byte{} && b[12]|b[13] != 0 {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return ip.String()
}

// zoneText prints the zone of a link-local address: the interface's name if it has one.
func zoneText(ip netip.Addr, zone uint32) string {
	if ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast() {
		return ifindexText(zone)
	}
	return unsigned(zone)
}

// ifindexText prints the name of an interface, or its number.
func ifindexText(index uint32) string {
	if index != 0 {
		if name := interfaceName(int(int32(index))); name != "" {
			return "if_nametoindex(" + xlat.Quote([]byte(name), 0) + ")"
		}
	}
	return unsigned(index)
}

func interfaceName(index int) (name string) {
	Elsewhere(func() {
		if ifi, err := net.InterfaceByIndex(index); err == nil {
			name = ifi.Name
		}
	})
	return name
}

func unixText(sa []byte) string {
	path := sa[2:min(len(sa), unix.SizeofSockaddrUnix)]
	if path[0] == 0 {
		return "sun_path=@" + xlat.Quote(path[1:], 0)
	}
	text, _, _ := strings.Cut(string(path), "\x00")
	return "sun_path=" + xlat.Quote([]byte(text), 0)
}

// terminated prints a string that should end in a NUL. Without one it loses its last byte and ends in dots.
func terminated(b []byte) string {
	if text, _, ended := strings.Cut(string(b), "\x00"); ended {
		return xlat.Quote([]byte(text), 0)
	}
	return xlat.Quote(b[:len(b)-1], 0) + "..."
}
