package addr

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Use says what an address is for, which decides what an empty host or port means.
type Use int

// Uses of an address.
const (
	Connect Use = iota // an empty host is the loopback; a port is needed
	Listen             // an empty host is the wildcard; a port is needed
	Bind               // as Listen; without a port the kernel chooses one
)

// Names looks names up; sys and -n implement it. What it does not find is a fail.Name.
type Names interface {
	Hosts(name string) ([]netip.Addr, error)       // at least one, in the order to try them
	Service(name string, udp bool) (uint16, error) // the port of a service, as services(5) has it for TCP or UDP
	Zone(name string) (uint32, error)              // the index of an interface
}

// numbersOnly knows no names.
type numbersOnly struct{}

func (numbersOnly) Hosts(name string) ([]netip.Addr, error) {
	return nil, &fail.Name{Text: strconv.Quote(name) + " is no numeric address"}
}

func (numbersOnly) Service(name string, _ bool) (uint16, error) {
	return 0, &fail.Name{Text: strconv.Quote(name) + " is no port number"}
}

func (numbersOnly) Zone(name string) (uint32, error) {
	return 0, &fail.Name{Text: strconv.Quote(name) + " is no interface index"}
}

// Numeric returns a Names that resolves nothing, for -n.
func Numeric() Names { return numbersOnly{} }

// Sockaddrs returns the addresses that e stands for, in the order to try them.
// e.Kind.Family restricts them.
func (e Endpoint) Sockaddrs(use Use, names Names) ([]Sockaddr, error) {
	list, err := e.whole(use, names)
	if e.size == nil || err != nil {
		return list, err
	}
	for i, sa := range list {
		list[i] = sa.sized(*e.size)
	}
	return list, nil
}

// Sized is e with so many bytes in each of its addresses: cut, or with zeros behind it. Of a length that no address has
// only the call knows: one below zero leaves the bytes alone, and one above MaxLen fills up to there.
func (e Endpoint) Sized(size int) Endpoint {
	e.size = &size
	return e
}

func (sa Sockaddr) sized(size int) Sockaddr {
	if size < 0 {
		return sa
	}
	b := make(Sockaddr, min(size, MaxLen))
	copy(b, sa)
	return b
}

// whole returns the addresses with the length they have.
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
	ips, err := e.hosts(use, names)
	if err != nil {
		return nil, err
	}
	return e.sockaddrs(ips, port, names)
}

func (e Endpoint) noPort() error {
	err := &fail.Usage{
		Text: fmt.Sprintf("%q has no port", e.Text), Hint: "write HOST PORT or HOST:PORT; to listen, port 0 picks a free one",
	}
	if strings.Contains(e.Host, ":") {
		err.Hint = hintIPv6
	}
	return err
}

func (e Endpoint) port(names Names) (uint16, error) {
	n, ok, err := portNumber(e.Port)
	if err != nil || ok {
		return n, err
	}
	return names.Service(e.Port, e.Kind.Type == unix.SOCK_DGRAM)
}

// portNumber reads a decimal port; ok is false for a name.
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

func (e Endpoint) hosts(use Use, names Names) ([]netip.Addr, error) {
	if e.Host != "" {
		if ip, err := netip.ParseAddr(e.Host); err == nil {
			return []netip.Addr{ip}, nil
		}
		return names.Hosts(e.Host)
	}
	if use == Connect {
		return []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()}, nil
	}
	return []netip.Addr{netip.IPv6Unspecified(), netip.IPv4Unspecified()}, nil
}

func (e Endpoint) sockaddrs(ips []netip.Addr, port uint16, names Names) ([]Sockaddr, error) {
	var list []Sockaddr
	for _, ip := range ips {
		if e.Kind.Family == unix.AF_INET && !ip.Is4() || e.Kind.Family == unix.AF_INET6 && !ip.Is6() {
			continue
		}
		zone, err := zoneIndex(ip.Zone(), names)
		if err != nil {
			return nil, err
		}
		list = append(list, inet(ip, zone, port))
	}
	if len(list) == 0 {
		return nil, &fail.Name{Text: strconv.Quote(e.Host) + " has no address of the family asked for"}
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
