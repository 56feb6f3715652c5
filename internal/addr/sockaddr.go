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

// A Sockaddr has the bytes of a struct sockaddr as the kernel takes and returns them: the family in host byte order,
// then what the family defines.
type Sockaddr []byte

// Sizes of the structures of ip(7), ipv6(7) and unix(7).
const (
	sizeofInet4 = 16
	sizeofInet6 = 28
	// unixPathMax is the size of sun_path and the longest path of a UNIX socket, without a final NUL.
	unixPathMax = 108
	// MaxLen is the size of struct sockaddr_storage: no family needs more.
	MaxLen = 128
)

// Family returns sa_family, or AF_UNSPEC if sa is too short for one.
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

// inet returns the sockaddr_in or sockaddr_in6 of ip and port. It uses zone and ignores the zone of ip.
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

// IP returns the IP address and the port, with the zone as a number. ok is false for another family or a wrong length.
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

// IsBound reports whether sa is the address of a bound socket. An unbound socket has only zeros after the family, or
// the vsock port VMADDR_PORT_ANY.
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

// UnixPath returns the path of a UNIX address, and whether it is a path and not an abstract or missing name.
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

// Canonical returns an address from the kernel in the usual form, which the kernel also accepts: an IPv4-mapped address
// as IPv4, a sockaddr_ll in full length, a path that fills sun_path without a NUL. On the same socket, the text of the
// result parses to the same address; see Endpoint.On.
func (sa Sockaddr) Canonical() Sockaddr {
	if ap, ok := sa.IP(); ok && ap.Addr().Is4In6() && string(inet(ap.Addr().WithZone(""), 0, ap.Port())) == string(sa) {
		return inet(ap.Addr().Unmap(), 0, ap.Port())
	}
	if sa.Family() == unix.AF_UNIX && len(sa) == 2+unixPathMax+1 && sa[2] != 0 && sa[len(sa)-1] == 0 {
		return sa[:len(sa)-1]
	}
	return sa.whole()
}

// Shown returns the text of an address from the kernel in canonical form.
func (sa Sockaddr) Shown() string { return sa.Canonical().String() }

// String returns a text that Parse parses to the same bytes: "127.0.0.1:80", "[::1]:80", "unix:/run/x",
// "unix:@abstract", or "sockaddr:HEX" if there is no better form.
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
		if strings.HasPrefix(name, "//") { // Parse drops two slashes after the colon
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

// readsBack checks that text parses to sa. It does not if sa holds more than text can say: flow information, bytes
// after the end of a path, or padding.
func (sa Sockaddr) readsBack(text string) bool {
	e, err := Parse([]string{text}, false)
	if err != nil {
		return false
	}
	back, err := e.Sockaddrs(Connect, numbersOnly{})
	return err == nil && len(back) == 1 && string(back[0]) == string(sa)
}
