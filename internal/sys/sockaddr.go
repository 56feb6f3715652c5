package sys

import (
	"encoding/binary"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// sin6MinLen is where the kernel's first sockaddr_in6 ended, before sin6_scope_id.
const sin6MinLen = 24

// sockaddrText returns sa as strace prints a struct sockaddr: by its family, if it is long enough for that.
func sockaddrText(sa addr.Sockaddr) string {
	text := "{sa_family=" + xlat.Families.Text(uint32(sa.Family()))
	switch family := sa.Family(); {
	case len(sa) <= 2:
	case family == unix.AF_INET && len(sa) >= unix.SizeofSockaddrInet4:
		text += inet4Text(sa)
	case family == unix.AF_INET6 && len(sa) >= sin6MinLen:
		text += inet6Text(sa)
	case family == unix.AF_UNIX:
		text += unixText(sa[2:min(len(sa), unix.SizeofSockaddrUnix)])
	default:
		text += ", sa_data=" + xlat.Quote(sa[2:], 0)
	}
	return text + "}"
}

func inet4Text(sa addr.Sockaddr) string {
	return fmt.Sprintf(", sin_port=htons(%d), sin_addr=inet_addr(\"%s\")",
		binary.BigEndian.Uint16(sa[2:]), netip.AddrFrom4([4]byte(sa[4:8])))
}

func inet6Text(sa addr.Sockaddr) string {
	ip := netip.AddrFrom16([16]byte(sa[8:24]))
	text := fmt.Sprintf(", sin6_port=htons(%d), sin6_flowinfo=htonl(%d), inet_pton(AF_INET6, \"%s\", &sin6_addr)",
		binary.BigEndian.Uint16(sa[2:]), binary.BigEndian.Uint32(sa[4:]), inet6Number(ip))
	if len(sa) == sin6MinLen {
		return text
	}
	var zone [4]byte
	copy(zone[:], sa[sin6MinLen:])
	return text + ", sin6_scope_id=" + zoneText(ip, binary.NativeEndian.Uint32(zone[:]))
}

// inet6Number is inet_ntop(3)'s text, which differs from Go's for the old IPv4-compatible addresses: ::1.2.3.4.
func inet6Number(ip netip.Addr) string {
	b := ip.As16()
	if [12]byte(b[:12]) == [12]byte{} && b[12]|b[13] != 0 {
		return "::" + netip.AddrFrom4([4]byte(b[12:])).String()
	}
	return ip.String()
}

// zoneText names the interface of a link-local address, where it has a name.
func zoneText(ip netip.Addr, zone uint32) string {
	if zone != 0 && (ip.IsLinkLocalUnicast() || ip.IsLinkLocalMulticast()) {
		if name := interfaceName(int(zone)); name != "" {
			return "if_nametoindex(" + xlat.Quote([]byte(name), 0) + ")"
		}
	}
	return strconv.FormatUint(uint64(zone), 10)
}

func interfaceName(index int) (name string) {
	elsewhere(func() {
		if ifi, err := net.InterfaceByIndex(index); err == nil {
			name = ifi.Name
		}
	})
	return name
}

func unixText(path []byte) string {
	if path[0] == 0 {
		return ", sun_path=@" + xlat.Quote(path[1:], 0)
	}
	for i, c := range path {
		if c == 0 {
			path = path[:i]
			break
		}
	}
	return ", sun_path=" + xlat.Quote(path, 0)
}
