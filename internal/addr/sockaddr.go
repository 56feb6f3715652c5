// Package addr turns address text into the bytes of struct sockaddr and back; it makes no call.
package addr

import (
	"encoding/binary"
	"math"
	"net/netip"
	"strconv"

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
