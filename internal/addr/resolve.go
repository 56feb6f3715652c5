package addr

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

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
		e.lookUpFamily = family
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
	port, err := e.lookUpPort(names)
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

func (e Endpoint) lookUpPort(names Names) (uint16, error) {
	n, ok, err := portNumber(e.Port)
	if err != nil || ok {
		return n, err
	}
	return names.Service(e.Port, e.Kind.Type == unix.SOCK_DGRAM)
}

func (e Endpoint) addresses(use Use, names Names) ([]netip.Addr, error) {
	if e.Host == "" {
		return e.wildcard(use), nil
	}
	if ip, ok := numericHost(e.Host, true); ok {
		return []netip.Addr{ip}, nil
	}
	family := cmp.Or(e.Kind.Family, e.socket, e.lookUpFamily)
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
