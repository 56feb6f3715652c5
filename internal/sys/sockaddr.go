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

// sockaddrText returns sa as strace prints a struct sockaddr.
func sockaddrText(sa addr.Sockaddr) string {
	if len(sa) < 2 {
		return xlat.Quote(sa, xlat.StringLimit)
	}
	text := "{sa_family=" + xlat.Families.Text(uint32(sa.Family()))
	ap, ok := sa.IP()
	switch {
	case ok && ap.Addr().Is4():
		text += fmt.Sprintf(", sin_port=htons(%d), sin_addr=inet_addr(\"%s\")", ap.Port(), ap.Addr())
	case ok:
		text += inet6Text(sa, ap)
	case sa.Family() == unix.AF_UNIX:
		text += unixText(sa[2:])
	case len(sa) > 2:
		text += ", sa_data=" + xlat.Quote(sa[2:], 0)
	}
	return text + "}"
}

func inet6Text(sa addr.Sockaddr, ap netip.AddrPort) string {
	ip := ap.Addr().WithZone("")
	zone := binary.NativeEndian.Uint32(sa[24:])
	return fmt.Sprintf(", sin6_port=htons(%d), sin6_flowinfo=htonl(%d), inet_pton(AF_INET6, %q, &sin6_addr), sin6_scope_id=%s",
		ap.Port(), binary.BigEndian.Uint32(sa[4:]), ip, zoneText(ip, zone))
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
	switch {
	case len(path) == 0:
		return ""
	case path[0] == 0:
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
