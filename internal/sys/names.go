package sys

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"strconv"

	"sock/internal/addr"
	"sock/internal/fail"
)

// Elsewhere runs f to its end on another thread than ours. Looking a name up makes calls that
// are package net's, not the word's: on their own thread they are in no trace of this one.
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

type names struct{}

func (names) Hosts(name string) (ips []netip.Addr, err error) {
	Elsewhere(func() {
		ips, err = net.DefaultResolver.LookupNetIP(context.Background(), "ip", name)
	})
	if err != nil {
		return nil, &fail.Name{Text: name + ": " + reason(err)}
	}
	for i := range ips {
		ips[i] = ips[i].Unmap()
	}
	return ips, nil
}

func reason(err error) string {
	var dns *net.DNSError
	switch {
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
		var n int
		n, err = net.DefaultResolver.LookupPort(context.Background(), network, name)
		port = uint16(n)
	})
	if err != nil {
		return 0, &fail.Name{
			Text: strconv.Quote(name) + " is no port number and no " + network + " service",
			Hint: "an address is HOST PORT, HOST:PORT or PORT",
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
