package addr

import (
	"encoding/hex"
	"fmt"
	"net/netip"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Kind is what socket(2) is asked for; AF_UNSPEC and 0 where nothing was said.
type Kind struct {
	Family   int // AF_
	Type     int // SOCK_, without SOCK_CLOEXEC and SOCK_NONBLOCK
	Protocol int // IPPROTO_ or 0
}

// An Endpoint is an address as typed, before any name in it is looked up.
type Endpoint struct {
	Text string // as typed
	Kind Kind   // what its scheme asks for
	Host string // name, number with optional %ZONE, or "" for the wildcard
	Port string // number, service name, or "" if none was given

	sockaddr Sockaddr // complete, where there is nothing to look up
}

// Schemes are the words that may stand before the colon, Go's names of networks.
func Schemes() []string {
	return []string{
		"tcp", "tcp4", "tcp6", "udp", "udp4", "udp6", "mptcp",
		"unix", "unixgram", "unixpacket", "sockaddr",
	}
}

func schemeKind(scheme string) (Kind, bool) {
	switch scheme {
	case "tcp":
		return Kind{Type: unix.SOCK_STREAM}, true
	case "tcp4":
		return Kind{Family: unix.AF_INET, Type: unix.SOCK_STREAM}, true
	case "tcp6":
		return Kind{Family: unix.AF_INET6, Type: unix.SOCK_STREAM}, true
	case "udp":
		return Kind{Type: unix.SOCK_DGRAM}, true
	case "udp4":
		return Kind{Family: unix.AF_INET, Type: unix.SOCK_DGRAM}, true
	case "udp6":
		return Kind{Family: unix.AF_INET6, Type: unix.SOCK_DGRAM}, true
	case "mptcp":
		return Kind{Type: unix.SOCK_STREAM, Protocol: unix.IPPROTO_MPTCP}, true
	case "unix": // the type stays open: --udp makes it a datagram socket
		return Kind{Family: unix.AF_UNIX}, true
	case "unixgram":
		return Kind{Family: unix.AF_UNIX, Type: unix.SOCK_DGRAM}, true
	case "unixpacket":
		return Kind{Family: unix.AF_UNIX, Type: unix.SOCK_SEQPACKET}, true
	case "sockaddr":
		return Kind{}, true
	}
	return Kind{}, false
}

// Parse reads an address from one or two words: HOST PORT, HOST:PORT, [V6%ZONE]:PORT, PORT, :PORT,
// SCHEME:REST, or with isUnix the name of a UNIX socket.
func Parse(words []string, isUnix bool) (Endpoint, error) {
	text := strings.Join(words, " ")
	if len(words) == 0 {
		return Endpoint{}, fail.Usagef("no address given")
	}
	if scheme, rest, found := strings.Cut(words[0], ":"); found && len(words) == 1 {
		if kind, ok := schemeKind(scheme); ok {
			return parseScheme(text, scheme, strings.TrimPrefix(rest, "//"), kind)
		}
	}
	switch {
	case len(words) > 2, isUnix && len(words) > 1:
		return Endpoint{}, fail.Usagef("too many words in the address %q", text)
	case isUnix:
		return unixEndpoint(text, words[0], Kind{Family: unix.AF_UNIX})
	case len(words) == 2 && (words[0] == "" || words[1] == ""):
		return Endpoint{}, &fail.Usage{
			Text: "the host or the port is empty", Hint: "a PORT alone is every address to listen on, the loopback to connect to",
		}
	case len(words) == 2:
		return Endpoint{Text: hostPort(words[0], words[1]), Host: unbracket(words[0]), Port: words[1]}.check()
	}
	e := Endpoint{Text: text}
	return e.split(words[0])
}

// hostPort writes two words as one that Parse reads, so that messages show one form.
func hostPort(host, port string) string {
	if strings.Contains(host, ":") && !strings.HasPrefix(host, "[") {
		host = "[" + host + "]"
	}
	return host + ":" + port
}

func parseScheme(text, scheme, rest string, kind Kind) (Endpoint, error) {
	switch {
	case kind.Family == unix.AF_UNIX:
		return unixEndpoint(text, rest, kind)
	case scheme == "sockaddr":
		b, err := hex.DecodeString(rest)
		if err != nil || len(b) < 2 || len(b) > MaxLen {
			return Endpoint{}, fail.Usagef("%s: needs 2 to %d bytes in hexadecimal", text, MaxLen)
		}
		return Endpoint{Text: text, Kind: Kind{Family: Sockaddr(b).Family()}, sockaddr: b}, nil
	}
	return Endpoint{Text: text, Kind: kind}.split(rest)
}

func unixEndpoint(text, name string, kind Kind) (Endpoint, error) {
	sa, err := unixSockaddr(name)
	return Endpoint{Text: text, Kind: kind, sockaddr: sa}, err
}

// split cuts one word into host and port. A bare number or name is a port, a bare IP address a host.
func (e Endpoint) split(word string) (Endpoint, error) {
	colon := strings.LastIndexByte(word, ':')
	bracket := strings.LastIndexByte(word, ']')
	_, notIP := netip.ParseAddr(unbracket(word))
	switch {
	case word == "":
		return e, fail.Usagef("empty address")
	case notIP == nil:
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
