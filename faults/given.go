package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// A kind is the kind of descriptor 3.
type kind int

const (
	nothing  kind = iota
	stream        // one end of a pair of UNIX streams
	datagram      // the same of datagrams
	tcp           // one end of a connection
	fresh         // a TCP socket, as socket(2) returns it
	bound         // one that is bound to $ADDR
	listener      // a listener on that address
)

// A given is a descriptor that the command inherits. The stage keeps the other end.
type given struct {
	kind  kind
	holds []string // data that the other end has sent
	eof   bool     // whether it has also sent end of file
}

// open makes the descriptor, and the other end if there is one.
func (v given) open(addr string) (own *os.File, other net.Conn, err error) {
	var fd int
	switch v.kind {
	case nothing:
		return nil, nil, nil
	case stream:
		return v.pair(unix.SOCK_STREAM)
	case datagram:
		return v.pair(unix.SOCK_DGRAM)
	case tcp:
		return v.connection(addr)
	case bound, listener:
		fd, err = listen(addr, v.kind == listener)
	default:
		fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	}
	return os.NewFile(uintptr(fd), "given"), nil, err
}

func (v given) pair(typ int) (*os.File, net.Conn, error) {
	fds, err := unix.Socketpair(unix.AF_UNIX, typ|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, nil, err
	}
	f := os.NewFile(uintptr(fds[1]), "other")
	defer func() { _ = f.Close() }()
	other, err := net.FileConn(f)
	if err != nil {
		return nil, nil, err
	}
	return os.NewFile(uintptr(fds[0]), "given"), other, v.fill(other)
}

func (v given) connection(addr string) (*os.File, net.Conn, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = l.Close() }()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, nil, err
	}
	defer func() { _ = c.Close() }()
	own, err := c.(*net.TCPConn).File()
	if err != nil {
		return nil, nil, err
	}
	_ = unix.SetNonblock(int(own.Fd()), false)
	other, err := l.Accept()
	if err != nil {
		return nil, nil, err
	}
	return own, other, v.fill(other)
}

func (v given) fill(other net.Conn) error {
	for _, text := range v.holds {
		if _, err := other.Write([]byte(text)); err != nil {
			return err
		}
	}
	if v.eof {
		finish(other)
	}
	return nil
}

func listen(addr string, listens bool) (fd int, err error) {
	to, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return -1, err
	}
	sa := &unix.SockaddrInet4{Port: to.Port, Addr: [4]byte(to.IP.To4())}
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err == nil {
		err = unix.Bind(fd, sa)
	}
	if err == nil && listens {
		err = unix.Listen(fd, 5)
	}
	if err != nil {
		return fd, fmt.Errorf("%s: %w", addr, err)
	}
	return fd, nil
}

// partner is the peer at the other end of the given descriptor. It receives up to end of file, which follows when no
// process has the descriptor any more. Datagrams have no end.
type partner struct {
	conn net.Conn
	kind kind
}

func (p partner) meet(g *stage, ready chan<- error) string {
	ready <- nil
	go func() {
		<-g.ended
		rest := lastBytes
		if p.kind != datagram {
			rest *= 2
		}
		_ = p.conn.SetReadDeadline(time.Now().Add(rest))
	}()
	var got strings.Builder
	b := make([]byte, 1<<16)
	for {
		n, err := p.conn.Read(b)
		got.Write(b[:n])
		if err != nil || n == 0 {
			_ = p.conn.Close()
			return got.String()
		}
	}
}
