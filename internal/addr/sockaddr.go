// Package addr turns address text into the bytes of struct sockaddr and back; it makes no call.
package addr

import (
	"encoding/binary"
	"encoding/hex"
	"math"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// A Sockaddr holds the bytes of a struct sockaddr exactly as the kernel takes and gives them:
// the family in host order, then what the family defines.
type Sockaddr []byte

// Sizes of the structures of ip(7), ipv6(7) and unix(7).
const (
	sizeofInet4 = 16
	sizeofInet6 = 28
	// unixPathMax is the longest path of a UNIX socket: sun_path, without room for a final NUL.
	unixPathMax = 108
	// MaxLen is the size of struct sockaddr_storage: no family needs more.
	MaxLen = 128
)

// Family returns sa_family, or AF_UNSPEC if there is none.
func (sa Sockaddr) Family() int {
	if len(sa) < 2 {
		return unix.AF_UNSPEC
	}
	return int(binary.NativeEndian.Uint16(sa))
}

func family(f int, size int) Sockaddr {
	sa := make(Sockaddr, size)
	binary.NativeEndian.PutUint16(sa, uint16(f))
	return sa
}

// inet returns the sockaddr_in or sockaddr_in6 for ip and port. The zone of ip is ignored, zone counts.
func inet(ip netip.Addr, zone uint32, port uint16) Sockaddr {
	if ip.Is4() {
		sa := family(unix.AF_INET, sizeofInet4)
		binary.BigEndian.PutUint16(sa[2:], port)
		copy(sa[4:], ip.AsSlice())
		return sa
	}
	sa := family(unix.AF_INET6, sizeofInet6)
	binary.BigEndian.PutUint16(sa[2:], port)
	copy(sa[8:], ip.AsSlice())
	binary.NativeEndian.PutUint32(sa[24:], zone)
	return sa
}

// IP returns the internet address and port in sa, the zone as a number.
// ok is false for other families and for structures of another size.
func (sa Sockaddr) IP() (ap netip.AddrPort, ok bool) {
	switch {
	case sa.Family() == unix.AF_INET && len(sa) == sizeofInet4:
		ip := netip.AddrFrom4([4]byte(sa[4:8]))
		return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(sa[2:])), true
	case sa.Family() == unix.AF_INET6 && len(sa) == sizeofInet6:
		ip := netip.AddrFrom16([16]byte(sa[8:24]))
		if zone := binary.NativeEndian.Uint32(sa[24:]); zone != 0 {
			ip = ip.WithZone(strconv.FormatUint(uint64(zone), 10))
		}
		return netip.AddrPortFrom(ip, binary.BigEndian.Uint16(sa[2:])), true
	}
	return ap, false
}

// IsBound reports whether sa is the address of something: that of an unbound socket is all zeros after the family, or
// a vsock port that means any.
func (sa Sockaddr) IsBound() bool {
	if sa.Family() == unix.AF_VSOCK && len(sa) >= 8 {
		return binary.NativeEndian.Uint32(sa[4:]) != math.MaxUint32
	}
	for _, b := range sa[min(2, len(sa)):] {
		if b != 0 {
			return true
		}
	}
	return false
}

// UnixPath returns the path of a socket that has a name in the file system.
func (sa Sockaddr) UnixPath() (path string, ok bool) {
	if sa.Family() != unix.AF_UNIX || len(sa) < 3 || sa[2] == 0 {
		return "", false
	}
	name := sa[2:]
	for i, c := range name {
		if c == 0 {
			return string(name[:i]), true
		}
	}
	return string(name), true
}

// Canonical returns an address that the kernel returned in the form in which it takes it, and in which people know it: an IPv4
// address of an IPv6 socket as IPv4, a sockaddr_ll in full, a path that fills sun_path without a NUL behind it. On the same
// socket the text of the result reads as the same address, see Endpoint.On.
func (sa Sockaddr) Canonical() Sockaddr {
	if ap, ok := sa.IP(); ok && ap.Addr().Is4In6() && string(inet(ap.Addr().WithZone(""), 0, ap.Port())) == string(sa) {
		return inet(ap.Addr().Unmap(), 0, ap.Port())
	}
	if sa.Family() == unix.AF_UNIX && len(sa) == 2+unixPathMax+1 && sa[2] != 0 && sa[len(sa)-1] == 0 {
		return sa[:len(sa)-1]
	}
	return sa.whole()
}

// Shown returns the text of an address that the kernel returned: that of its canonical form.
func (sa Sockaddr) Shown() string { return sa.Canonical().String() }

// String returns the text that Parse reads back to the same bytes: "127.0.0.1:80", "[::1]:80",
// "unix:/run/x", "unix:@abstract", and "sockaddr:HEX" for what has no better form.
func (sa Sockaddr) String() string {
	if text := sa.text(); text != "" && sa.readsBack(text) {
		return text
	}
	return "sockaddr:" + hex.EncodeToString(sa)
}

func (sa Sockaddr) text() string {
	switch sa.Family() {
	case unix.AF_INET, unix.AF_INET6:
		if ap, ok := sa.IP(); ok {
			return ap.String()
		}
	case unix.AF_UNIX:
		name := sa.unixText()
		if strings.HasPrefix(name, "//") { // which after the colon means nothing
			name = "//" + name
		}
		return "unix:" + name
	case unix.AF_VSOCK:
		return sa.vsockText()
	case unix.AF_NETLINK:
		return sa.netlinkText()
	case unix.AF_PACKET:
		return sa.packetText()
	case unix.AF_XDP:
		return sa.xdpText()
	}
	return ""
}

// readsBack guards the promise of String where the structure holds more than the text says:
// flow information, bytes after the end of a path, a padded length.
func (sa Sockaddr) readsBack(text string) bool {
	e, err := Parse([]string{text}, false)
	if err != nil {
		return false
	}
	back, err := e.Sockaddrs(Connect, numbersOnly{})
	return err == nil && len(back) == 1 && string(back[0]) == string(sa)
}
