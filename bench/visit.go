package main

import (
	"bytes"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// visitorsAtOnce is how many connect, say a line, hear it and leave, side by side.
const visitorsAtOnce = 8

func (l *lab) visitors() row {
	with := func(name string, needs []string, argv func(port string) []string) contender {
		return contender{
			name: name, needs: needs, shown: line(argv("PORT")),
			once: func(s *stage) (sample, error) { return s.accepting(argv) },
		}
	}
	return row{
		work: "connect, 64 bytes echoed, close; 8 at a time", metrics: []metric{connects, cpu},
		ours: with("sock", []string{"listen --serve"}, l.echo),
		peers: []contender{
			with(socatFork, nil, forkEcho),
			with("tcpserver cat", nil, func(port string) []string {
				return []string{"tcpserver", "-q", "-H", "-R", "-l0", "-c1000", "-b4096", host, port, "cat"}
			}),
		},
		goals: []goal{
			{peer: socatFork, metric: connects, least: 5},
			{peer: "tcpserver cat", metric: connects, least: 5},
		},
	}
}

func (s *stage) accepting(argv func(port string) []string) (sample, error) {
	at, server, err := s.serverAt(anywhere, "tcp", argv)
	if err != nil {
		return nil, err
	}
	end := time.Now().Add(s.lab.sizes.accepting)
	began := time.Now()
	n, err := visit(at, func(int64) bool { return time.Now().Before(end) })
	took := time.Since(began).Seconds()
	return sample{connects: float64(n) / took, cpu: server.soFar()}, err
}

// visit lets visitors come one after the other, some side by side, for as long as more says, and counts them.
func visit(at address, more func(sofar int64) bool) (int64, error) {
	var (
		count    atomic.Int64
		failed   [visitorsAtOnce]error
		visitors sync.WaitGroup
	)
	for i := range visitorsAtOnce {
		// Each side has an address of its own, and with it ports enough for all that are in TIME_WAIT.
		from := unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, byte(2 + i)}}
		visitors.Go(func() {
			for failed[i] == nil && more(count.Load()) {
				if failed[i] = visitOnce(&from, &unix.SockaddrInet4{Port: at.number(), Addr: [4]byte{127, 0, 0, 1}}); failed[i] == nil {
					count.Add(1)
				}
			}
		})
	}
	visitors.Wait()
	return count.Load(), errors.Join(failed[:]...)
}

// visitOnce is in raw calls that block: as little as can be, for it shares the machine with the server.
func visitOnce(from, to *unix.SockaddrInet4) error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	patience := unix.Timeval{Sec: 10}
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.IPPROTO_IP, unix.IP_BIND_ADDRESS_NO_PORT, 1),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &patience),
		unix.SetsockoptTimeval(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &patience),
		unix.Bind(fd, from),
	)
	if err != nil {
		return err
	}
	if err := connect(fd, to); err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	return echoesLine(fd)
}

// connect goes on when a signal of the Go runtime interrupts it: the kernel connects all the same.
func connect(fd int, to unix.Sockaddr) error {
	err := unix.Connect(fd, to)
	if err != unix.EINTR {
		return err
	}
	p := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	for n := 0; n == 0 && (err == nil || err == unix.EINTR); {
		n, err = unix.Poll(p, 10_000)
	}
	code, err := unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err == nil && code != 0 {
		err = unix.Errno(code)
	}
	return err
}

func echoesLine(fd int) error {
	text, room := makeLine(), make([]byte, lineLen)
	if _, err := unix.Write(fd, text); err != nil {
		return fmt.Errorf("write: %w", err)
	}
	for got := 0; got < lineLen; {
		n, err := unix.Read(fd, room[got:])
		if err == unix.EINTR {
			continue
		}
		if err != nil || n == 0 {
			return fmt.Errorf("%d bytes of %d came back: %w", got, lineLen, err)
		}
		got += n
	}
	if !bytes.Equal(text, room) {
		return fmt.Errorf("%q came back", room)
	}
	return nil
}
