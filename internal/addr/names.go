package addr

import (
	"net/netip"
	"strconv"
	"time"

	"sock/internal/fail"
)

// A Use is the purpose of an address. It decides what an empty host or port means.
type Use int

// The purposes of an address.
const (
	Connect Use = iota // an empty host is the loopback; a port is required
	Listen             // an empty host is the wildcard address; a port is required
	Bind               // like Listen; without a port the kernel chooses one
)

// Names looks up names. Package sys and Numeric implement it. A name that is not found is a fail.Name error.
type Names interface {
	// Hosts returns at least one address, in the order to try them. AF_INET or AF_INET6 limits the look-up to that family.
	Hosts(name string, family int) ([]netip.Addr, error)
	Service(name string, udp bool) (uint16, error) // the port of a TCP or UDP service, services(5)
	Zone(name string) (uint32, error)              // the index of an interface
	// Until returns a Names whose look-ups fail with ETIMEDOUT and the text why after limit. A zero limit never expires.
	Until(limit time.Time, why string) Names
}

// numbersOnly implements Names without any look-up.
type numbersOnly struct{}

func (numbersOnly) Hosts(name string, _ int) ([]netip.Addr, error) {
	return nil, &fail.Name{Text: strconv.Quote(name) + " is not a numeric address"}
}

func (numbersOnly) Service(name string, _ bool) (uint16, error) {
	return 0, &fail.Name{Text: strconv.Quote(name) + " is not a port number"}
}

func (numbersOnly) Zone(name string) (uint32, error) {
	return 0, &fail.Name{Text: strconv.Quote(name) + " is not an interface index"}
}

func (n numbersOnly) Until(time.Time, string) Names { return n }

// Numeric returns a Names that accepts only numbers.
func Numeric() Names { return numbersOnly{} }
