package addr

import (
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

// schemeTable returns the schemes: the network names of package net, and names for families that net lacks. A flag may set
// the type if the scheme leaves it open.
func schemeTable() []scheme {
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
	for _, s := range schemeTable() {
		names = append(names, s.name)
	}
	return names
}

// cutScheme splits SCHEME:REST. The scheme may be in any case. Two slashes after the colon are dropped.
func cutScheme(words []string) (s scheme, rest string, ok bool) {
	if len(words) != 1 {
		return s, "", false
	}
	name, rest, found := strings.Cut(words[0], ":")
	if !found {
		return s, "", false
	}
	for _, s := range schemeTable() {
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
