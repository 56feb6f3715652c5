package addr

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
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

// Sockaddrs returns the addresses of e in the order to try them. If e.Kind.Family is set, all have that family.
func (e Endpoint) Sockaddrs(use Use, names Names) ([]Sockaddr, error) {
	list, err := e.whole(use, names)
	if e.size == nil || err != nil {
		return list, err
	}
	for i, sa := range list {
		list[i] = sa.resized(*e.size)
	}
	return list, nil
}

// Sized returns e with addresses of size bytes, truncated or padded with zeros. A negative size leaves them unchanged,
// and a size above MaxLen pads to MaxLen: only the length argument of the call can have such values.
func (e Endpoint) Sized(size int) Endpoint {
	e.size = &size
	return e
}

func (sa Sockaddr) resized(size int) Sockaddr {
	if size < 0 {
		return sa
	}
	b := make(Sockaddr, min(size, MaxLen))
	copy(b, sa)
	return b
}

// On returns e for an existing socket of kind k, which sets the open parts of e. An IPv6 socket takes IPv4 addresses in
// mapped form. A numeric address of any other family is passed to the kernel, which refuses it.
func (e Endpoint) On(k Kind) Endpoint {
	if e.Kind.Family == unix.AF_UNSPEC && (k.Family == unix.AF_INET || k.Family == unix.AF_INET6) {
		e.socket = k.Family
	}
	if e.Kind.Type == 0 {
		e.Kind.Type = k.Type
	}
	if e.Kind.Protocol == 0 {
		e.Kind.Protocol = k.Protocol
	}
	return e
}

// Only returns e for a socket of that family. A name is looked up in that family only; a numeric address is left unchanged.
func (e Endpoint) Only(family int) Endpoint {
	if family == unix.AF_INET || family == unix.AF_INET6 {
		e.only = family
	}
	return e
}

// whole returns the addresses in their actual length.
func (e Endpoint) whole(use Use, names Names) ([]Sockaddr, error) {
	if e.sockaddr != nil {
		sa, err := e.withDevice(names)
		return []Sockaddr{sa}, err
	}
	if e.Port == "" && use != Bind && !e.Kind.Portless() {
		return nil, e.noPort()
	}
	port, err := e.port(names)
	if err != nil {
		return nil, err
	}
	ips, err := e.addresses(use, names)
	if err != nil {
		return nil, err
	}
	return e.withPort(ips, port, names)
}

func (e Endpoint) noPort() error {
	hint := "write HOST PORT or HOST:PORT; port 0 listens on a free port"
	if strings.Contains(e.Host, ":") {
		hint = hintIPv6
	}
	return &fail.Usage{Text: fmt.Sprintf("%q has no port", e.Text), Hint: hint}
}

func (e Endpoint) port(names Names) (uint16, error) {
	n, ok, err := portNumber(e.Port)
	if err != nil || ok {
		return n, err
	}
	return names.Service(e.Port, e.Kind.Type == unix.SOCK_DGRAM)
}

// portNumber parses a decimal port. ok is false for a service name.
func portNumber(s string) (n uint16, ok bool, err error) {
	v, err := strconv.ParseInt(s, 10, 64)
	switch {
	case s == "":
		return 0, true, nil
	case err == nil && v >= 0 && v <= 65535 && isDigits(s):
		return uint16(v), true, nil
	case err == nil && v < 0 || isDigits(s):
		return 0, false, fail.Usagef("port %s is out of range (0 to 65535)", s)
	}
	return 0, false, nil
}

func isDigits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

func (e Endpoint) addresses(use Use, names Names) ([]netip.Addr, error) {
	if e.Host == "" {
		return e.wildcard(use), nil
	}
	if ip, ok := numericHost(e.Host, true); ok {
		return []netip.Addr{ip}, nil
	}
	family := cmp.Or(e.Kind.Family, e.socket, e.only)
	ips, err := names.Hosts(e.Host, family)
	var none *fail.Name
	if family == e.socket && family == unix.AF_INET6 && errors.As(err, &none) { // an IPv6 socket takes IPv4 addresses too
		return names.Hosts(e.Host, unix.AF_INET)
	}
	return ips, err
}

// wildcard returns the addresses of an empty host, in both families if none is set.
func (e Endpoint) wildcard(use Use) []netip.Addr {
	list := []netip.Addr{netip.IPv6Unspecified(), netip.IPv4Unspecified()}
	if use == Connect {
		list = []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}
	}
	return slices.DeleteFunc(list, func(ip netip.Addr) bool {
		return e.socket == unix.AF_INET && !ip.Is4() || e.socket == unix.AF_INET6 && !ip.Is6()
	})
}

// numericHost parses a host that needs no look-up. A bare decimal number in one argument is a port, so decimal is false
// then.
func numericHost(text string, decimal bool) (netip.Addr, bool) {
	ip, ok := xlat.ParseIP(text)
	if !ok && (decimal || strings.HasPrefix(strings.ToLower(text), "0x")) {
		return xlat.InetAton(text)
	}
	return ip, ok
}

func (e Endpoint) withPort(ips []netip.Addr, port uint16, names Names) ([]Sockaddr, error) {
	var list []Sockaddr
	for _, ip := range ips {
		if e.Kind.Family == unix.AF_INET && !ip.Is4() || e.Kind.Family == unix.AF_INET6 && !ip.Is6() {
			continue
		}
		if e.socket == unix.AF_INET6 && e.Kind.Family == unix.AF_UNSPEC && ip.Is4() {
			ip = netip.AddrFrom16(ip.As16())
		}
		zone, err := zoneIndex(ip.Zone(), names)
		if err != nil {
			return nil, err
		}
		list = append(list, inet(ip, zone, port))
	}
	if len(list) == 0 {
		return nil, &fail.Name{Text: strconv.Quote(e.Host) + " has no address in the requested family"}
	}
	return list, nil
}

func zoneIndex(zone string, names Names) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	return names.Zone(zone)
}
