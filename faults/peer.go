package main

import (
	"errors"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// lastBytes is how long a peer still receives after the command has ended: sent data is in its queue by then.
const lastBytes = 100 * time.Millisecond

// A peer is the other end of a scene. It reports when it is ready, and returns the data it has received.
type peer interface {
	meet(g *stage, ready chan<- error) string
}

// A server waits for sock. On a stream it answers when sock has half-closed.
type server struct {
	network string // "" is tcp
	first   bool   // it answers at once
	brief   bool   // its answer is one line
	held    bool   // it closes when sock has ended, because a keeper has the connection
	mute    bool   // it does not answer datagrams
}

func (s *server) meet(g *stage, ready chan<- error) string {
	if s.network == "udp" {
		return s.datagrams(g, ready)
	}
	network, address := g.address(s.network)
	l, err := net.Listen(network, address)
	ready <- err
	if err != nil {
		return ""
	}
	defer func() { _ = l.Close() }()
	go func() {
		<-g.ended
		_ = l.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Now().Add(lastBytes))
	}()
	var got strings.Builder
	if c, err := l.Accept(); err == nil {
		s.serve(g, c, &got)
	}
	return got.String()
}

func (s *server) serve(g *stage, c net.Conn, got *strings.Builder) {
	text := answer
	if s.brief {
		text = "answer\n"
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	if s.held {
		go func() { <-g.ended; _ = c.Close() }()
	}
	if s.first {
		_, _ = io.WriteString(c, text)
		finish(c)
	}
	_, err := io.Copy(got, c)
	if !s.first && err == nil {
		_, _ = io.WriteString(c, text)
	}
	_ = c.Close()
}

func (s *server) datagrams(g *stage, ready chan<- error) string {
	c, err := net.ListenPacket("udp", g.addr())
	ready <- err
	if err != nil {
		return ""
	}
	defer func() { _ = c.Close() }()
	go func() { <-g.ended; _ = c.SetReadDeadline(time.Now().Add(lastBytes)) }()
	var got strings.Builder
	b := make([]byte, 1<<16)
	for {
		n, from, err := c.ReadFrom(b)
		if err != nil {
			return got.String()
		}
		got.Write(b[:n])
		if !s.mute {
			_, _ = c.WriteTo([]byte("answer\n"), from)
		}
	}
}

// A client connects to sock when it listens, sends text or otherwise the long request, and receives up to end of file.
type client struct {
	network  string // "" is tcp
	text     string
	quiet    bool // whether it sends nothing, and waits until sock has ended
	answered bool // whether each of its datagrams must be answered
}

func (k *client) meet(g *stage, ready chan<- error) string {
	ready <- nil
	if k.network == "udp" {
		return k.datagrams(g)
	}
	c := g.dial(k.network)
	if c == nil {
		return ""
	}
	_ = c.SetDeadline(time.Now().Add(patience))
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		if k.quiet {
			<-g.ended
		} else {
			k.request(c)
		}
	}()
	var got strings.Builder
	_, _ = io.Copy(&got, c)
	<-sent // closing earlier would truncate the request
	_ = c.Close()
	return got.String()
}

func (k *client) request(c net.Conn) {
	text := k.text
	if text == "" {
		text = request
	}
	_, _ = io.WriteString(c, text)
	finish(c)
}

// dial connects as soon as there is a listener, or returns nil when sock has ended.
func (g *stage) dial(network string) net.Conn {
	network, address := g.address(network)
	for {
		c, err := net.Dial(network, address)
		if err == nil {
			return c
		}
		select {
		case <-g.ended:
			return nil
		case <-time.After(5 * time.Millisecond):
		}
	}
}

// datagrams sends two datagrams. It repeats the first one as long as the kernel reports that the port is closed.
func (k *client) datagrams(g *stage) string {
	c := g.dial("udp")
	if c == nil {
		return ""
	}
	defer func() { _ = c.Close() }()
	wait := 60 * time.Millisecond // by then the kernel has reported a closed port
	if k.answered {
		wait = unanswered
	}
	var got strings.Builder
	b := make([]byte, 1<<16)
	for sent := 0; sent < 2; {
		_, _ = io.WriteString(c, []string{"one\n", "two\n"}[sent])
		_ = c.SetReadDeadline(time.Now().Add(wait))
		n, err := c.Read(b)
		got.Write(b[:n])
		if err == nil || errors.Is(err, os.ErrDeadlineExceeded) {
			sent++
			continue
		}
		select {
		case <-g.ended:
			return got.String()
		case <-time.After(5 * time.Millisecond):
		}
	}
	return got.String()
}

func finish(c net.Conn) {
	if half, ok := c.(interface{ CloseWrite() error }); ok {
		_ = half.CloseWrite()
	}
}
