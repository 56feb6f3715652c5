package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// lineLen is the size of a line, or of a datagram.
const lineLen = 64

// lines has a tool exchange lines with an echo server of the bench: through its standard input, over TCP and back, and
// through its standard output. All run on one core: waking another core takes longer than all the rest, and varies.
func (l *lab) lines() row {
	with := func(name string, argv func(port string) []string) contender {
		return contender{
			name: name, shown: line(argv("PORT")),
			once: func(s *stage) (sample, error) { return s.talk(argv) },
		}
	}
	return row{
		work: "64-byte line there and back", metrics: []metric{p50, p99, cpu},
		subject: with("sock", func(p string) []string { return []string{l.sock, "connect", host, p} }),
		peers: []contender{
			with(ncName, func(p string) []string { return []string{"nc.openbsd", host, p} }),
			with("socat", func(p string) []string { return []string{"socat", "-", "TCP:" + host + ":" + p} }),
		},
		goals: []goal{{peer: ncName, metric: p50, most: 1.1}, {peer: ncName, metric: p99, most: 1.1}},
	}
}

func (s *stage) talk(argv func(port string) []string) (sample, error) {
	l, port, err := listenRaw()
	if err != nil {
		return nil, err
	}
	defer unix.Close(l)
	toolIn, ask, err := s.pipe()
	if err != nil {
		return nil, err
	}
	answer, toolOut, err := s.pipe()
	if err != nil {
		return nil, err
	}
	client, err := s.start(0, argv(fmt.Sprint(port)), toolIn, toolOut)
	if err != nil {
		return nil, err
	}
	toolIn.Close()
	toolOut.Close()
	echoed := make(chan error, 1)
	go func() { echoed <- onCore(0, func() error { return echoOne(l) }) }()
	var got sample
	err = onCore(0, func() (err error) { got, err = s.exchange(ask, answer); return err })
	if err != nil {
		client.finish()
		return nil, errors.Join(err, <-echoed)
	}
	ask.Close()
	used := client.soFar()
	client.finish() // a peer may wait for more than the end of its input
	got[cpu] = used
	<-echoed // ended by the reset at the latest
	return got, nil
}

// exchange sends one line after the other, each when the previous one has arrived.
func (s *stage) exchange(ask, answer *os.File) (sample, error) {
	const warmup = 100
	room, text := make([]byte, lineLen), makeLine()
	waits := make([]float64, 0, s.lab.sizes.lines)
	for i := range warmup + s.lab.sizes.lines {
		began := time.Now()
		if _, err := ask.Write(text); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(answer, room); err != nil {
			return nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if i >= warmup {
			waits = append(waits, time.Since(began).Seconds())
		}
	}
	return tails(waits), nil
}

func makeLine() []byte {
	text := make([]byte, lineLen)
	for i := range text {
		text[i] = 'a' + byte(i%26)
	}
	text[lineLen-1] = '\n'
	return text
}

// listenRaw returns a blocking socket: with Go's own, the poller would be part of the measurement.
func listenRaw() (fd, port int, err error) {
	fd, err = unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return 0, 0, err
	}
	loopback := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}
	patience := unix.NsecToTimeval(int64(10 * time.Second))
	err = errors.Join(
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patience), // accept(2) obeys it too
		unix.Bind(fd, loopback), unix.Listen(fd, 1),
	)
	if err != nil {
		unix.Close(fd)
		return 0, 0, err
	}
	port, err = boundPort(fd)
	return fd, port, err
}

// echoOne accepts one connection and echoes until it ends.
func echoOne(l int) error {
	fd, _, err := unix.Accept(l)
	for err == unix.EINTR {
		fd, _, err = unix.Accept(l)
	}
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	if err := unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1); err != nil {
		return err
	}
	room := make([]byte, 4*kib)
	for {
		n, err := unix.Read(fd, room)
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return err
		}
		if _, err := unix.Write(fd, room[:n]); err != nil {
			return err
		}
	}
}
