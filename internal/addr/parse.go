package addr

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

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
	case strings.Contains(words[0], "://"):
		return Endpoint{}, &fail.Usage{
			Text: fmt.Sprintf("%q has an unknown scheme", text), Hint: "the schemes are " + strings.Join(Schemes(), " "),
		}
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

// Unspec returns the AF_UNSPEC address, with which connect(2) disconnects a datagram socket.
func Unspec() Endpoint {
	return Endpoint{Text: "unspec", sockaddr: family(unix.AF_UNSPEC, sizeofInet4)}
}

// IsBytes reports whether the address was given as bytes. Its family may then be wrong on purpose.
func (e Endpoint) IsBytes() bool {
	s, _, ok := cutScheme([]string{e.Text})
	return ok && s.name == "sockaddr"
}
