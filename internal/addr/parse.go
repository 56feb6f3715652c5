package addr

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Kind is what socket(2) is asked for. A part that is 0 was not asked for, unless Given holds it.
type Kind struct {
	Family   int   // AF_
	Type     int   // SOCK_, without SOCK_CLOEXEC and SOCK_NONBLOCK
	Protocol int   // IPPROTO_, NETLINK_ and so on, by the family; of AF_PACKET in network order
	Given    Parts // the parts that flags have set, also to 0
}

// Parts is a set of the parts of a Kind.
type Parts uint8

// The parts of a Kind.
const (
	FamilyPart Parts = 1 << iota
	TypePart
	ProtocolPart
)

// Asks reports whether the part was asked for.
func (k Kind) Asks(part Parts) bool {
	return k.Given&part != 0 || map[Parts]int{FamilyPart: k.Family, TypePart: k.Type, ProtocolPart: k.Protocol}[part] != 0
}

// IsInet reports whether the family is IPv4 or IPv6.
func (k Kind) IsInet() bool { return k.Family == unix.AF_INET || k.Family == unix.AF_INET6 }

// An Endpoint is an address as typed, before any name in it is looked up.
type Endpoint struct {
	Text string // as typed
	Kind Kind   // what its scheme asks for
	Host string // name, number with optional %ZONE, or "" for the wildcard
	Port string // number, service name, or "" if none was given

	sockaddr Sockaddr // complete, where there is nothing to look up but the interface
	device   string   // that interface, by name or number; "" and * for none
	size     *int     // the length it has for the kernel; nil: the right one
	only     int      // the family to look up a name for, where the address says none; AF_UNSPEC for both
	socket   int      // AF_INET or AF_INET6 of the socket that it is for, where the address says no family; else 0
}

// Parse reads an address from one or two words: HOST PORT, HOST:PORT, [V6%ZONE]:PORT, PORT, :PORT,
// SCHEME:REST, /PATH, ./PATH, @NAME, or with isUnix any name of a UNIX socket. Protocols in it are numbers.
func Parse(words []string, isUnix bool) (Endpoint, error) {
	kind := Kind{}
	if isUnix {
		kind.Family = unix.AF_UNIX
	}
	return ParseFor(kind, words, number)
}

// number knows no names of protocols.
func number(family int, text string) (int, error) {
	n, err := strconv.ParseUint(text, 0, 16)
	if err != nil {
		return 0, fail.Usagef("%q is no number of a protocol", text)
	}
	if family == unix.AF_PACKET { // which takes it in network order
		return int(binary.NativeEndian.Uint16(binary.BigEndian.AppendUint16(nil, uint16(n)))), nil
	}
	return int(n), nil
}

// ParseFor is Parse for a socket of which kind says what is known. The result's Kind is what the address itself
// asks for.
func ParseFor(kind Kind, words []string, protocols Protocols) (Endpoint, error) {
	text := strings.Join(words, " ")
	if len(words) == 0 {
		return Endpoint{}, fail.Usagef("no address given")
	}
	if s, rest, ok := cutScheme(words); ok {
		return s.parse(text, rest, kind, protocols)
	}
	isUnix := kind.Family == unix.AF_UNIX
	switch {
	case len(words) > 2, isUnix && len(words) > 1:
		return Endpoint{}, fail.Usagef("too many words in the address %q", text)
	case isUnix, !kind.Asks(FamilyPart) && len(words) == 1 && isUnixName(words[0]):
		return unixEndpoint(text, words[0], Kind{Family: unix.AF_UNIX})
	case kind.Family != unix.AF_UNSPEC && kind.Family != unix.AF_INET && kind.Family != unix.AF_INET6:
		return familyEndpoint(text, strings.Join(words, ":"), kind.orType(kind), protocols)
	case len(words) == 2 && (words[0] == "" || words[1] == ""):
		return Endpoint{}, &fail.Usage{
			Text: "the host or the port is empty", Hint: "a PORT alone is every address to listen on, the loopback to connect to",
		}
	case len(words) == 2:
		return Endpoint{Text: hostPort(words[0], words[1]), Host: unbracket(words[0]), Port: words[1]}.check()
	case kind.Portless():
		return Endpoint{Text: text, Kind: kind.ofProtocol()}.splitRaw(words[0])
	}
	e := Endpoint{Text: text}
	return e.split(words[0])
}

// ParseOn is ParseFor for a socket that exists and is of that kind; Endpoint.On completes the result, whose Kind is what a
// scheme asks for.
func ParseOn(kind Kind, words []string, protocols Protocols) (Endpoint, error) {
	if kind.Family == unix.AF_UNIX && len(words) == 2 { // HOST PORT, for the kernel to refuse: a path is one word
		kind = Kind{}
	}
	e, err := ParseFor(kind, words, protocols)
	if _, _, ok := cutScheme(words); !ok {
		e.Kind = Kind{}
	}
	return e, err
}

// hostPort writes two words as one that Parse reads, so that messages show one form.
func hostPort(host, port string) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

// isUnixName reports whether a word can only be the name of a UNIX socket: no host and no port begins like that.
func isUnixName(word string) bool {
	return strings.HasPrefix(word, "/") || strings.HasPrefix(word, "./") || strings.HasPrefix(word, "@")
}

func unixEndpoint(text, name string, kind Kind) (Endpoint, error) {
	sa, err := unixSockaddr(name)
	return Endpoint{Text: text, Kind: kind, sockaddr: sa}, err
}

// split cuts one word into host and port. A bare number or name is a port, a bare IP address a host.
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
			Text: fmt.Sprintf("%q has no scheme that sock knows", e.Text), Hint: "there are " + strings.Join(Schemes(), " "),
		}
	case strings.HasPrefix(word, "[]"):
		return e, fail.Usagef("%q: no host between the brackets", e.Text)
	case bracket < 0 && strings.Count(word, ":") > 1:
		return e, &fail.Usage{
			Text: fmt.Sprintf("%q has too many colons to tell the host from the port", e.Text), Hint: hintIPv6,
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

const hintIPv6 = "write an IPv6 address as [ADDRESS]:PORT or as two words, ADDRESS PORT"

func unbracket(host string) string {
	if strings.HasPrefix(host, "[") && strings.HasSuffix(host, "]") {
		return host[1 : len(host)-1]
	}
	return host
}

// check refuses what no look-up can mend.
func (e Endpoint) check() (Endpoint, error) {
	if e.Host == "*" {
		e.Host = ""
	}
	if strings.ContainsAny(e.Host+e.Port, "\x00 \t\n[]") {
		return e, fail.Usagef("%q is no address", e.Text)
	}
	_, _, err := portNumber(e.Port)
	return e, err
}

// Unspec is the address of no family, to which connect(2) dissolves an association.
func Unspec() Endpoint {
	return Endpoint{Text: "unspec", sockaddr: family(unix.AF_UNSPEC, sizeofInet4)}
}

// IsBytes reports whether the address was given as bytes: then its family may be wrong on purpose.
func (e Endpoint) IsBytes() bool {
	s, _, ok := cutScheme([]string{e.Text})
	return ok && s.name == "sockaddr"
}
