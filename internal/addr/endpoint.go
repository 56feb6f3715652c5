package addr

import (
	"golang.org/x/sys/unix"
)

// A Kind has the arguments of socket(2). A part that is 0 is open, unless Given has it.
type Kind struct {
	Family   int   // AF_
	Type     int   // SOCK_, without SOCK_CLOEXEC and SOCK_NONBLOCK
	Protocol int   // IPPROTO_, NETLINK_ and so on, depending on the family; for AF_PACKET in network byte order
	Given    Parts // the parts that flags have set, even to 0
}

// Parts is a set of the parts of a Kind.
type Parts uint8

// The parts of a Kind.
const (
	FamilyPart Parts = 1 << iota
	TypePart
	ProtocolPart
)

// Asks reports whether the part is set.
func (k Kind) Asks(part Parts) bool {
	return k.Given&part != 0 || map[Parts]int{FamilyPart: k.Family, TypePart: k.Type, ProtocolPart: k.Protocol}[part] != 0
}

// IsInet reports whether the family is IPv4 or IPv6.
func (k Kind) IsInet() bool { return k.Family == unix.AF_INET || k.Family == unix.AF_INET6 }

// An Endpoint is a parsed address whose names are not looked up yet.
type Endpoint struct {
	Text string // as the user has typed it
	Kind Kind   // what its scheme sets
	Host string // name, number with optional %ZONE, or "" for the wildcard address
	Port string // number, service name, or "" if missing

	sockaddr     Sockaddr // complete except for the interface index; nil for a host and port
	device       string   // that interface, by name or number; "" and * mean none
	size         *int     // the length to pass to the kernel; nil: the actual length
	lookUpFamily int      // family for the look-up of a name if the address does not set one; AF_UNSPEC for both
	socket       int      // AF_INET or AF_INET6 if the address is for an existing socket and sets no family itself; else 0
}

// protoUDPLite is IPPROTO_UDPLITE, which x/sys lacks on some architectures.
const protoUDPLite = 136

// DefaultType returns the socket type of a family if none is given.
func DefaultType(family int) int {
	switch family {
	case unix.AF_PACKET, unix.AF_NETLINK, unix.AF_XDP, unix.AF_KEY:
		return unix.SOCK_RAW
	}
	return unix.SOCK_STREAM
}

// orType returns k with the type from said, or with the family's default.
func (k Kind) orType(said Kind) Kind {
	if k.Type = said.Type; !said.Asks(TypePart) {
		k.Type = DefaultType(k.Family)
	}
	return k
}

// ofProtocol returns k with the IP family that its protocol implies, if none is set.
func (k Kind) ofProtocol() Kind {
	switch {
	case k.Family != unix.AF_UNSPEC || k.Type == unix.SOCK_STREAM:
	case k.Protocol == unix.IPPROTO_ICMP, k.Protocol == unix.IPPROTO_IGMP:
		k.Family = unix.AF_INET
	case k.Protocol == unix.IPPROTO_ICMPV6:
		k.Family = unix.AF_INET6
	}
	return k
}

// Portless reports whether addresses of this kind need no port. Raw IP sockets have none. The port of a ping socket is
// its ICMP identifier, which the kernel chooses.
func (k Kind) Portless() bool {
	switch {
	case k.Family != unix.AF_UNSPEC && k.Family != unix.AF_INET && k.Family != unix.AF_INET6:
		return false
	case k.Type == unix.SOCK_DGRAM:
		return k.Protocol == unix.IPPROTO_ICMP || k.Protocol == unix.IPPROTO_ICMPV6
	}
	return k.Type == unix.SOCK_RAW
}

// Connectionless reports whether a socket of this kind names the peer in each call, as in sendto(2).
func (k Kind) Connectionless() bool {
	return k.Type == unix.SOCK_DGRAM || k.Type == unix.SOCK_RAW || k.Type == unix.SOCK_RDM || k.Type == unix.SOCK_PACKET
}
