package main

import (
	"context"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A wire is the soak test's end of a connection, TCP or UNIX.
type wire interface {
	net.Conn
	CloseWrite() error
	SyscallConn() (syscall.RawConn, error)
}

// A family is an address family and a type of socket, as sock and package net name them.
type family struct {
	name    string
	network string // of package net
	words   string // flags of sock
	at      string // the address to listen on; empty: a path
}

func (f family) flags() []string { return strings.Fields(f.words) }
func (f family) isUnix() bool    { return f.at == "" }
func (f family) borders() bool   { return f.network == "unixpacket" }
func (f family) isTCP() bool     { return strings.HasPrefix(f.network, "tcp") }

var (
	tcp4      = family{"tcp4", "tcp", "", "127.0.0.1:0"}
	tcp6      = family{"tcp6", "tcp", "", "[::1]:0"}
	dual      = family{"tcp6 and tcp4", "tcp", "", "0"}
	unixed    = family{"unix stream", "unix", "--unix", ""}
	seqpacket = family{"seqpacket", "unixpacket", "--unix --type seqpacket", ""}
	udp       = family{"udp", "udp", "--udp", "127.0.0.1:0"}
	unixgram  = family{"unix datagram", "unixgram", "--udp --unix", ""}
)

// place returns an address of the family to listen on. A path is unused.
func (f family) place(dir string, n uint64, what string) string {
	if f.isUnix() {
		return filepath.Join(dir, fmt.Sprintf("%s%d", what, n))
	}
	return f.at
}

// dial connects to a server of sock; to a wildcard address over either family.
func (f family) dial(at string, d dice, small bool) (wire, error) {
	at = strings.Replace(at, "[::]", pick(d, "[::1]", "127.0.0.1"), 1)
	dialer := net.Dialer{Timeout: patience}
	if small {
		dialer.Control = func(_, _ string, raw syscall.RawConn) error { return shrink(raw) }
	}
	conn, err := dialer.Dial(f.network, at)
	if err != nil {
		return nil, err
	}
	return conn.(wire), conn.SetDeadline(time.Now().Add(patience))
}

// shrink makes the receive buffer small, so the kernel holds little that the soak test never reads.
func shrink(raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(fd uintptr) {
		failed = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, smallBuffer)
	})
	if err == nil {
		err = failed
	}
	return err
}

// A host is a listening socket of the soak test.
type host struct {
	net.Listener
	family family
}

// listen returns a listening socket.
func (f family) listen(at string, small bool) (*host, error) {
	config := net.ListenConfig{}
	if small {
		config.Control = func(_, _ string, raw syscall.RawConn) error { return shrink(raw) }
	}
	l, err := config.Listen(context.Background(), f.network, at)
	return &host{l, f}, err
}

// accept returns the first connection and closes the listener.
func (h *host) accept() (wire, error) {
	defer h.Close()
	limit := time.Now().Add(patience)
	if l, ok := h.Listener.(interface{ SetDeadline(time.Time) error }); ok {
		_ = l.SetDeadline(limit)
	}
	conn, err := h.Accept()
	if err != nil {
		return nil, err
	}
	return conn.(wire), conn.SetDeadline(limit)
}

// urgent sends one byte with MSG_OOB.
func urgent(w wire) error {
	raw, err := w.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	err = raw.Write(func(fd uintptr) bool {
		failed = unix.Sendto(int(fd), []byte{'!'}, unix.MSG_OOB|unix.MSG_NOSIGNAL|unix.MSG_DONTWAIT, nil)
		return failed != unix.EAGAIN
	})
	if err == nil {
		err = failed
	}
	return err
}

// reset closes a connection with RST: data that is unsent or unread is lost. A UNIX socket sends one if data was
// unread.
func reset(w wire) {
	if t, ok := w.(*net.TCPConn); ok {
		_ = t.SetLinger(0)
	}
	_ = w.Close()
}
