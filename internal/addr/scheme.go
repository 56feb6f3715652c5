package addr

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// A scheme is the prefix of an address up to the colon, and the socket(2) arguments that it sets.
type scheme struct {
	name string
	kind Kind
}

// schemes returns the schemes: the network names of package net, and names for families that net lacks. A flag may set
// the type if the scheme leaves it open.
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

// Schemes returns the names of the schemes.
func Schemes() []string {
	var names []string
	for _, s := range schemes() {
		names = append(names, s.name)
	}
	return names
}

// protoUDPLite is IPPROTO_UDPLITE, which x/sys lacks on some architectures.
const protoUDPLite = 136

// cutScheme splits SCHEME:REST. The scheme may be in any case. Two slashes after the colon are dropped.
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

// SchemeKind returns what the scheme of an address sets, or the zero Kind if it has no scheme.
func SchemeKind(words []string) Kind {
	s, _, _ := cutScheme(words)
	return s.kind
}

// DefaultType returns the socket type of a family if none is given.
func DefaultType(family int) int {
	switch family {
	case unix.AF_PACKET, unix.AF_NETLINK, unix.AF_XDP, unix.AF_KEY:
		return unix.SOCK_RAW
	}
	return unix.SOCK_STREAM
}

// parse parses the text after the scheme. said has what the flags set.
func (s scheme) parse(text, rest string, said Kind) (Endpoint, error) {
	switch {
	case s.name == "sockaddr":
		return bytesEndpoint(text, rest)
	case strings.HasPrefix(s.name, "ip"):
		return s.parseIP(text, rest, said)
	case s.kind.Family == unix.AF_UNIX:
		return unixEndpoint(text, rest, s.kind)
	case s.kind.Family == unix.AF_NETLINK:
		return netlinkNamed(text, rest, s.kind.orType(said))
	case s.kind.Family > unix.AF_INET6:
		return familyEndpoint(text, rest, s.kind.orType(said))
	}
	return Endpoint{Text: text, Kind: s.kind}.split(rest)
}

// orType returns k with the type from said, or with the family's default.
func (k Kind) orType(said Kind) Kind {
	if k.Type = said.Type; !said.Asks(TypePart) {
		k.Type = DefaultType(k.Family)
	}
	return k
}

// parseIP parses PROTOCOL:HOST.
func (s scheme) parseIP(text, rest string, said Kind) (Endpoint, error) {
	protocol, host, found := strings.Cut(rest, ":")
	if !found {
		return Endpoint{}, fail.Usagef("%s: want %s:PROTOCOL:HOST, like ip:icmp:127.0.0.1", text, s.name)
	}
	number, err := xlat.ParseProtocol(unix.AF_INET, protocol)
	if err != nil {
		return Endpoint{}, err
	}
	kind := Kind{Family: s.kind.Family, Type: said.Type, Protocol: number}
	if !said.Asks(TypePart) {
		kind.Type = unix.SOCK_RAW
	}
	e, err := Endpoint{Text: text, Kind: kind.ofProtocol()}.splitRaw(host)
	if e.Port == "" { // for any socket type
		e.Port = "0"
	}
	return e, err
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

// splitRaw parses the address of a portless socket: HOST, or HOST:PORT.
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

// noText returns the error for an address of a family that has no text form.
func noText(text string) error {
	return &fail.Usage{
		Text: fmt.Sprintf("%q: addresses of this family have no text form", text),
		Hint: "give its bytes with --sockaddr HEX or as sockaddr:HEX",
	}
}
