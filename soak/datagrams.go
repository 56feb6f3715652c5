package main

import (
	"bytes"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// A mailbox is a datagram socket of the tool, connected to a server.
type mailbox struct {
	packets
	path string // of a UNIX socket
}

// packets is the common part of *net.UDPConn and *net.UnixConn.
type packets interface {
	net.Conn
	SyscallConn() (syscall.RawConn, error)
}

// Write sends one datagram, and waits for room. Write of package net fails with EAGAIN for an empty datagram.
func (m *mailbox) Write(b []byte) (int, error) {
	raw, err := m.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	err = raw.Write(func(fd uintptr) bool {
		failed = unix.Sendto(int(fd), b, unix.MSG_NOSIGNAL, nil)
		return failed != unix.EAGAIN
	})
	return len(b), errors.Join(err, failed)
}

// mail returns a socket connected to the server. A service limits its answers to each host, so each conversation has
// its own address in 127.0.0.0/8.
func (t *talk) mail(s *server) (*mailbox, error) {
	m := &mailbox{}
	var conn net.Conn
	var err error
	if s.family.isUnix() {
		m.path = filepath.Join(t.lab.dir, fmt.Sprintf("mail%d", t.n))
		conn, err = net.DialUnix("unixgram", &net.UnixAddr{Net: "unixgram", Name: m.path}, &net.UnixAddr{Net: "unixgram", Name: s.at})
	} else {
		conn, err = t.dialUDP(s.at)
	}
	if err != nil {
		return nil, err
	}
	m.packets = conn.(packets)
	return m, m.SetDeadline(time.Now().Add(patience))
}

// dialUDP takes a port that no other UDP socket of this machine has: a service of sock does not answer the port of
// another service.
func (t *talk) dialUDP(at string) (net.Conn, error) {
	to, err := net.ResolveUDPAddr("udp", at)
	if err != nil {
		return nil, err
	}
	from := &net.UDPAddr{IP: net.IPv4(127, byte(1+t.IntN(254)), byte(t.IntN(256)), byte(1+t.IntN(254)))}
	for {
		conn, err := net.DialUDP("udp", from, to)
		if err != nil {
			return nil, err
		}
		table, err := os.ReadFile("/proc/net/udp")
		port := fmt.Sprintf(":%04X ", conn.LocalAddr().(*net.UDPAddr).Port)
		if err != nil || strings.Count(string(table), port) == 1 {
			return conn, err
		}
		conn.Close()
	}
}

func (m *mailbox) close() {
	m.Close()
	if m.path != "" {
		_ = os.Remove(m.path)
	}
}

// mostGram is the size of the largest datagram.
func (f family) mostGram() int64 {
	if f.isUnix() {
		return mostMessage
	}
	return 65507
}

// grams runs one conversation of datagrams. UDP drops datagrams that do not fit, so over UDP one client at a time waits
// for its answer.
func (t *talk) grams(s *server, f func(*mailbox) error) error {
	if !s.family.isUnix() {
		s.turn.Lock()
		defer s.turn.Unlock()
	}
	m, err := t.mail(s)
	if err != nil {
		return err
	}
	defer m.close()
	wait := t.stopped(s.process)
	defer wait()
	return f(m)
}

// echoedGrams has each datagram echoed, empty ones too. One in four clients closes before its last answer.
func (t *talk) echoedGrams(s *server) error {
	return t.grams(s, func(m *mailbox) error {
		buf, count := make([]byte, 1<<16), 1+t.IntN(40)
		t.note("sends %d datagrams", count)
		for i := range count {
			question := t.stream(s.family.mostGram())
			text := question.piece(0, question.length)
			if _, err := m.Write(text); err != nil {
				return err
			}
			if i == count-1 && t.chance(4) {
				t.expected++
				return nil
			}
			n, err := m.Read(buf)
			t.bytes.Add(question.length + int64(n))
			if err != nil {
				return fmt.Errorf("datagram %d of %d bytes: %w", i, len(text), err)
			}
			if !bytes.Equal(buf[:n], text) {
				return fmt.Errorf("datagram %d of %d bytes is answered with %d others", i, len(text), n)
			}
		}
		return nil
	})
}

// discardedGrams has datagrams discarded.
func (t *talk) discardedGrams(s *server) error {
	return t.grams(s, func(m *mailbox) error {
		for range 1 + t.IntN(40) {
			text := t.stream(s.family.mostGram())
			n, err := m.Write(text.piece(0, text.length))
			t.bytes.Add(int64(n))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// textGrams has each datagram answered by one that the given function accepts.
func (t *talk) textGrams(s *server, right func([]byte) error) error {
	return t.grams(s, func(m *mailbox) error {
		buf := make([]byte, 1<<16)
		for range 1 + t.IntN(20) {
			text := t.stream(2000)
			if _, err := m.Write(text.piece(0, text.length)); err != nil {
				return err
			}
			n, err := m.Read(buf)
			t.bytes.Add(text.length + int64(n))
			if err == nil {
				err = right(buf[:n])
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// isRotation is an error for a datagram of chargen that has no lines.
func isRotation(b []byte) error {
	if lines := bytes.Split(b, []byte("\r\n")); len(lines) < 2 || len(lines[0]) != 72 || len(lines[len(lines)-1]) != 0 {
		return fmt.Errorf("the datagram is %.100q", b)
	}
	return nil
}

// linesGrams sends lines that the server writes to standard output. Over UDP it waits for each.
func (t *talk) linesGrams(s *server) error {
	b, text := newBook(t.n, t.Uint64(), t.size(most/4))
	s.sink.open(b)
	t.note("sends %d datagrams", len(text))
	return t.grams(s, func(m *mailbox) error {
		for i, line := range text {
			n, err := m.Write(line)
			t.bytes.Add(int64(n))
			if err == nil && (!s.family.isUnix() || t.chance(100)) {
				err = s.sink.arrived(b, i+1)
			}
			if err != nil {
				_, wrong := s.sink.state(b)
				return errors.Join(err, wrong)
			}
		}
		return s.sink.arrived(b, len(text))
	})
}
