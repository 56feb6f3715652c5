package addr

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Protocols reads the name or number of a protocol of a family, as socket(2) takes it: xlat has the names.
type Protocols func(family int, text string) (int, error)

// A scheme is a word before the colon, and what it asks socket(2) for.
type scheme struct {
	name string
	kind Kind
}

// schemes are Go's names of networks, and those of the families that Go has no names for. Where a type is left open
// a flag may say it.
func schemes() []scheme {
	return []scheme{
		{"tcp", Kind{Type: unix.SOCK_STREAM}},
		{"tcp4", Kind{Family: unix.AF_INET, Type: unix.SOCK_STREAM}},
		{"tcp6", Kind{Family: unix.AF_INET6, Type: unix.SOCK_STREAM}},
		{"udp", Kind{Type: unix.SOCK_DGRAM}},
		{"udp4", Kind{Family: unix.AF_INET, Type: unix.SOCK_DGRAM}},
		{"udp6", Kind{Family: unix.AF_INET6, Type: unix.SOCK_DGRAM}},
		{"udplite", Kind{Type: unix.SOCK_DGRAM, Protocol: protoUDPLite}},
		{"mptcp", Kind{Type: unix.SOCK_STREAM, Protocol: unix.IPPROTO_MPTCP}},
		{"ip", Kind{}},
		{"ip4", Kind{Family: unix.AF_INET}},
		{"ip6", Kind{Family: unix.AF_INET6}},
		{"unix", Kind{Family: unix.AF_UNIX}},
		{"unixgram", Kind{Family: unix.AF_UNIX, Type: unix.SOCK_DGRAM}},
		{"unixpacket", Kind{Family: unix.AF_UNIX, Type: unix.SOCK_SEQPACKET}},
		{"vsock", Kind{Family: unix.AF_VSOCK}},
		{"packet", Kind{Family: unix.AF_PACKET}},
		{"netlink", Kind{Family: unix.AF_NETLINK}},
		{"xdp", Kind{Family: unix.AF_XDP}},
		{"sockaddr", Kind{}},
	}
}

// Schemes are the words that may stand before the colon.
func Schemes() []string {
	var names []string
	for _, s := range schemes() {
		names = append(names, s.name)
	}
	return names
}

// protoUDPLite is IPPROTO_UDPLITE, which x/sys has for some architectures only.
const protoUDPLite = 136

// cutScheme splits SCHEME:REST, the scheme in any case, and drops two slashes after the colon.
func cutScheme(words []string) (s scheme, rest string, ok bool) {
	if len(words) != 1 {
		return s, "", false
	}
	name, rest, found := strings.Cut(words[0], ":")
	if !found {
		return s, "", false
	}
	for _, s := range schemes() {
		if strings.EqualFold(s.name, name) {
			return s, strings.TrimPrefix(rest, "//"), true
		}
	}
	return s, "", false
}

// SchemeKind is what the scheme of an address asks for; nothing, if it has none.
func SchemeKind(words []string) Kind {
	s, _, _ := cutScheme(words)
	return s.kind
}

// DefaultType is the type of a family's sockets where none is said.
func DefaultType(family int) int {
	switch family {
	case unix.AF_PACKET, unix.AF_NETLINK, unix.AF_XDP, unix.AF_KEY:
		return unix.SOCK_RAW
	}
	return unix.SOCK_STREAM
}

// parse reads what follows the scheme. said is what flags have said of the socket.
func (s scheme) parse(text, rest string, said Kind, protocols Protocols) (Endpoint, error) {
	switch {
	case s.name == "sockaddr":
		return bytesEndpoint(text, rest)
	case strings.HasPrefix(s.name, "ip"):
		return s.parseIP(text, rest, said, protocols)
	case s.kind.Family == unix.AF_UNIX:
		return unixEndpoint(text, rest, s.kind)
	case s.kind.Family == unix.AF_NETLINK:
		return netlinkNamed(text, rest, s.kind.orType(said), protocols)
	case s.kind.Family > unix.AF_INET6:
		return familyEndpoint(text, rest, s.kind.orType(said), protocols)
	}
	return Endpoint{Text: text, Kind: s.kind}.split(rest)
}

// orType is k with the type that was said, or the family's own.
func (k Kind) orType(said Kind) Kind {
	if k.Type = said.Type; !said.Asks(TypePart) {
		k.Type = DefaultType(k.Family)
	}
	return k
}

// parseIP reads PROTOCOL:HOST.
func (s scheme) parseIP(text, rest string, said Kind, protocols Protocols) (Endpoint, error) {
	protocol, host, found := strings.Cut(rest, ":")
	if !found {
		return Endpoint{}, fail.Usagef("%s: want %s:PROTOCOL:HOST, like ip:icmp:127.0.0.1", text, s.name)
	}
	number, err := protocols(unix.AF_INET, protocol)
	if err != nil {
		return Endpoint{}, err
	}
	kind := Kind{Family: s.kind.Family, Type: said.Type, Protocol: number}
	if !said.Asks(TypePart) {
		kind.Type = unix.SOCK_RAW
	}
	e, err := Endpoint{Text: text, Kind: kind.ofProtocol()}.splitRaw(host)
	if e.Port == "" { // whatever the type of the socket
		e.Port = "0"
	}
	return e, err
}

// ofProtocol is k with the one family of IP that its protocol belongs to, if none is said.
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

// Portless reports whether k is a socket of IP whose addresses need no port: a raw one has none, and the port of a
// ping socket is its ICMP identifier, which the kernel chooses.
func (k Kind) Portless() bool {
	switch {
	case k.Family != unix.AF_UNSPEC && k.Family != unix.AF_INET && k.Family != unix.AF_INET6:
		return false
	case k.Type == unix.SOCK_DGRAM:
		return k.Protocol == unix.IPPROTO_ICMP || k.Protocol == unix.IPPROTO_ICMPV6
	}
	return k.Type == unix.SOCK_RAW
}

// Connectionless reports whether k is a socket that names its peer in each call: sendto(2).
func (k Kind) Connectionless() bool {
	return k.Type == unix.SOCK_DGRAM || k.Type == unix.SOCK_RAW || k.Type == unix.SOCK_RDM || k.Type == unix.SOCK_PACKET
}

// splitRaw reads the address of such a socket: HOST, or HOST:PORT where the port may mean something.
func (e Endpoint) splitRaw(word string) (Endpoint, error) {
	switch {
	case word == "":
		return e, fail.Usagef("%q: no host", e.Text)
	case strings.HasPrefix(word, "[") && strings.HasSuffix(word, "]"), !strings.Contains(word, ":"):
		e.Host = unbracket(word)
		return e.check()
	}
	return e.split(word)
}

// noText answers words that are no address of a family which has no text.
func noText(text string) error {
	return &fail.Usage{
		Text: fmt.Sprintf("%q: an address of this family has no text", text),
		Hint: "--sockaddr HEX gives its bytes, and sockaddr:HEX is the same as a word",
	}
}
