package sys

import (
	"cmp"
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
)

// Elsewhere runs f on another thread and returns when f has ended. Looking up a name makes calls of package net, not of
// the command: on another thread they are in no trace of this one.
func Elsewhere(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		f()
	}()
	<-done
}

// Names returns the system's resolver: /etc/hosts and DNS for hosts, /etc/services for ports.
func Names() addr.Names { return names{} }

// NumericNames returns a resolver that uses neither a name server nor a file. It only knows interface names, from the
// kernel.
func NumericNames() addr.Names { return numericNames{addr.Numeric()} }

type numericNames struct{ addr.Names }

func (numericNames) Zone(name string) (uint32, error)     { return names{}.Zone(name) }
func (n numericNames) Until(time.Time, string) addr.Names { return n }

type names struct {
	limit time.Time // zero: no limit
	why   string
}

// Until returns a resolver that gives up at limit; why is the text of its error.
func (names) Until(limit time.Time, why string) addr.Names { return names{limit, why} }

func (n names) over() bool { return !n.limit.IsZero() && !time.Now().Before(n.limit) }

// lookUp asks the name servers until the limit. After it, it only reads files, which takes no time.
func (n names) lookUp(network, name string) ([]netip.Addr, error) {
	switch {
	case n.limit.IsZero():
		return net.DefaultResolver.LookupNetIP(context.Background(), network, name)
	case n.over():
		files := net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) { return nil, unix.ETIMEDOUT }}
		return files.LookupNetIP(context.Background(), network, name)
	}
	ctx, cancel := context.WithDeadline(context.Background(), n.limit)
	defer cancel()
	return net.DefaultResolver.LookupNetIP(ctx, network, name)
}

func (n names) Hosts(name string, family int) (ips []netip.Addr, err error) {
	network := map[int]string{unix.AF_INET: "ip4", unix.AF_INET6: "ip6"}[family]
	Elsewhere(func() { ips, err = n.lookUp(cmp.Or(network, "ip"), name) })
	switch {
	case err != nil && n.over():
		return nil, fail.TimedOut("look up", name, n.why)
	case err != nil:
		return nil, &fail.Name{Text: name + ": " + reason(err), Later: true}
	}
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	return ips, nil
}

func reason(err error) string {
	var dns *net.DNSError
	var family *net.AddrError
	switch {
	case errors.As(err, &family):
		return "the host has no address in the requested family"
	case errors.As(err, &dns) && dns.IsNotFound:
		return "no such host"
	case errors.As(err, &dns) && dns.IsTimeout:
		return "the name server does not answer"
	case errors.As(err, &dns):
		return "cannot look the name up: " + dns.Err
	}
	return err.Error()
}

func (names) Service(name string, udp bool) (port uint16, err error) {
	network := "tcp"
	if udp {
		network = "udp"
	}
	Elsewhere(func() {
		var number int
		number, err = net.DefaultResolver.LookupPort(context.Background(), network, name)
		port = uint16(number)
	})
	if err != nil {
		return 0, &fail.Name{
			Text: strconv.Quote(name) + " is not a port number and no " + network + " service",
			Hint: "give an address as HOST PORT, HOST:PORT or PORT",
		}
	}
	return port, nil
}

func (names) Zone(name string) (index uint32, err error) {
	Elsewhere(func() {
		var ifi *net.Interface
		if ifi, err = net.InterfaceByName(name); err == nil {
			index = uint32(ifi.Index)
		}
	})
	if err != nil {
		return 0, &fail.Name{Text: strconv.Quote(name) + " is no interface"}
	}
	return index, nil
}
