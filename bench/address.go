package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"strings"
	"time"
)

// An address is where a server listens.
type address struct {
	network string // tcp, udp or unix
	port    string
	path    string
}

// host is the only address that the bench sends to.
const host = "127.0.0.1"

func (a address) String() string {
	if a.network == "unix" {
		return a.path
	}
	return net.JoinHostPort(host, a.port)
}

// free returns an address at which nothing listens.
func (s *stage) free(network string) (address, error) {
	switch network {
	case "unix":
		return address{network: network, path: s.lab.name("unix")}, nil
	case "udp":
		c, err := net.ListenPacket("udp4", host+":0")
		if err != nil {
			return address{}, err
		}
		return address{network, portOf(c.LocalAddr()), ""}, c.Close()
	default:
		l, err := net.Listen("tcp4", host+":0")
		if err != nil {
			return address{}, err
		}
		return address{network, portOf(l.Addr()), ""}, l.Close()
	}
}

func portOf(a net.Addr) string {
	_, port, _ := net.SplitHostPort(a.String())
	return port
}

// listening waits until the kernel's tables show a server. A test connection could be the only one it accepts.
func (s *stage) listening(a address, server *process) error {
	ctx, cancel := context.WithTimeout(s.ctx, 10*time.Second)
	defer cancel()
	for ctx.Err() == nil {
		if a.bound() {
			return nil
		}
		time.Sleep(time.Millisecond)
	}
	_ = server.kill()
	return errors.Join(fmt.Errorf("nothing listens at %s", a), server.done())
}

// bound looks for the address in the kernel's tables.
func (a address) bound() bool {
	switch a.network {
	case "unix":
		return table("/proc/net/unix", 7, a.path, 3, "00010000")
	case "udp":
		return a.inTable("/proc/net/udp", "07") || a.inTable("/proc/net/udp6", "07")
	default:
		return a.inTable("/proc/net/tcp", "0A") || a.inTable("/proc/net/tcp6", "0A")
	}
}

func (a address) inTable(file, state string) bool {
	return table(file, 1, fmt.Sprintf(":%04X", a.number()), 3, state)
}

// table reports whether a line of a file has field i ending in suffix and field j equal to value.
func table(file string, i int, suffix string, j int, value string) bool {
	text, err := os.ReadFile(file)
	if err != nil {
		return false
	}
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line)
		if len(f) > max(i, j) && strings.HasSuffix(f[i], suffix) && f[j] == value {
			return true
		}
	}
	return false
}

// number is the port as an integer.
func (a address) number() int {
	n, _ := strconv.Atoi(a.port)
	return n
}
