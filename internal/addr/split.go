package addr

import (
	"fmt"
	"strings"

	"sock/internal/fail"
)

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
