package addr

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
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

	sockaddr Sockaddr // complete except for the interface index; nil for a host and port
	device   string   // that interface, by name or number; "" and * mean none
	size     *int     // the length to pass to the kernel; nil: the actual length
	only     int      // family for the look-up of a name if the address does not set one; AF_UNSPEC for both
	socket   int      // AF_INET or AF_INET6 if the address is for an existing socket and sets no family itself; else 0
}

// Parse parses an address of one or two arguments: HOST PORT, HOST:PORT, [V6%ZONE]:PORT, PORT, :PORT, SCHEME:REST,
// /PATH, ./PATH, @NAME, or any UNIX socket name if isUnix is set.
func Parse(words []string, isUnix bool) (Endpoint, error) {
	kind := Kind{}
	if isUnix {
		kind.Family = unix.AF_UNIX
	}
	return ParseFor(kind, words)
}

// ParseFor is like Parse for a socket of the given kind, which decides the notation. The Kind of the result has only
// what the address itself sets.
func ParseFor(kind Kind, words []string) (Endpoint, error) {
	text := strings.Join(words, " ")
	if len(words) == 0 {
		return Endpoint{}, fail.Usagef("no address given")
	}
	if s, rest, ok := cutScheme(words); ok {
		return s.parse(text, rest, kind)
	}
	isUnix := kind.Family == unix.AF_UNIX
	switch {
	case len(words) > 2, isUnix && len(words) > 1:
		return Endpoint{}, fail.Usagef("too many arguments in the address %q", text)
	case isUnix, !kind.Asks(FamilyPart) && len(words) == 1 && isUnixName(words[0]):
		return unixEndpoint(text, words[0], Kind{Family: unix.AF_UNIX})
	case kind.Family != unix.AF_UNSPEC && kind.Family != unix.AF_INET && kind.Family != unix.AF_INET6:
		return familyEndpoint(text, strings.Join(words, ":"), kind.orType(kind))
	case len(words) == 2 && (words[0] == "" || words[1] == ""):
		return Endpoint{}, &fail.Usage{
			Text: "the host or the port is empty", Hint: "give PORT alone to listen on every address, or to connect to the loopback",
		}
	case len(words) == 2:
		return Endpoint{Text: hostPort(words[0], words[1]), Host: unbracket(words[0]), Port: words[1]}.check()
	case kind.Portless():
		return Endpoint{Text: text, Kind: kind.ofProtocol()}.splitRaw(words[0])
	}
	e := Endpoint{Text: text}
	return e.split(words[0])
}

// ParseOn is like ParseFor for an existing socket of that kind. The Kind of the result has only what a scheme sets.
// Endpoint.On completes it.
func ParseOn(kind Kind, words []string) (Endpoint, error) {
	if kind.Family == unix.AF_UNIX && len(words) == 2 { // HOST PORT is passed to the kernel, which refuses it: a path is one argument
		kind = Kind{}
	}
	e, err := ParseFor(kind, words)
	if _, _, ok := cutScheme(words); !ok {
		e.Kind = Kind{}
	}
	return e, err
}

// hostPort joins two arguments to the form that Parse reads and that messages show.
func hostPort(host, port string) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// isUnixName reports whether an argument can only be the name of a UNIX socket: no host or port begins like that.
func isUnixName(word string) bool {
	return strings.HasPrefix(word, "/") || strings.HasPrefix(word, "./") || strings.HasPrefix(word, "@")
}

func unixEndpoint(text, name string, kind Kind) (Endpoint, error) {
	sa, err := unixSockaddr(name)
	return Endpoint{Text: text, Kind: kind, sockaddr: sa}, err
}

// split splits one argument into host and port. A bare number or name is a port, a bare IP address is a host.
func (e Endpoint) split(word string) (Endpoint, error) {
	colon := strings.LastIndexByte(word, ':')
	bracket := strings.LastIndexByte(word, ']')
	_, isIP := numericHost(unbracket(word), false)
	switch {
	case word == "":
		return e, fail.Usagef("empty address")
	case isIP:
		e.Host = unbracket(word)
	case colon < 0:
		e.Port = word
	case strings.Contains(word, "://"):
		return e, &fail.Usage{
			Text: fmt.Sprintf("%q has an unknown scheme", e.Text), Hint: "the schemes are " + strings.Join(Schemes(), " "),
		}
	case strings.HasPrefix(word, "[]"):
		return e, fail.Usagef("%q: no host between the brackets", e.Text)
	case bracket < 0 && strings.Count(word, ":") > 1:
		return e, &fail.Usage{
			Text: fmt.Sprintf("%q has too many colons to separate host and port", e.Text), Hint: hintIPv6,
		}
	case colon < bracket:
		return e, fail.Usagef("%q: no :PORT after the bracket", e.Text)
	default:
		e.Host, e.Port = unbracket(word[:colon]), word[colon+1:]
		if e.Port == "" {
			return e, fail.Usagef("%q: no port after the colon", e.Text)
		}
	}
	return e.check()
}

const hintIPv6 = "write an IPv6 address as [ADDRESS]:PORT or as two arguments, ADDRESS PORT"

func unbracket(host string) string {
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		return host[1 : len(host)-1]
	}
	return host
}

// check returns an error for a host or port that no look-up can resolve.
func (e Endpoint) check() (Endpoint, error) {
	if e.Host == "*" {
		e.Host = ""
	}
	if strings.ContainsAny(e.Host+e.Port, "\x00 \t\n[]") {
		return e, fail.Usagef("%q is not an address", e.Text)
	}
	_, _, err := portNumber(e.Port)
	return e, err
}

// Unspec returns the AF_UNSPEC address, with which connect(2) disconnects a datagram socket.
func Unspec() Endpoint {
	return Endpoint{Text: "unspec", sockaddr: family(unix.AF_UNSPEC, sizeofInet4)}
}

// IsBytes reports whether the address was given as bytes. Its family may then be wrong on purpose.
func (e Endpoint) IsBytes() bool {
	s, _, ok := cutScheme([]string{e.Text})
	return ok && s.name == "sockaddr"
}
