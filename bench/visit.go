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

// visitorsAtOnce is how many clients connect, have a line echoed and close at the same time.
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
		subject: with("sock", []string{"listen --serve"}, l.echo),
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
	return s.acceptingAt(at, server)
}

// acceptingAt has clients visit a program.
func (s *stage) acceptingAt(at address, server *process) (sample, error) {
	end := time.Now().Add(s.lab.sizes.accepting)
	began := time.Now()
	n, err := visit(at, func(int64) bool { return time.Now().Before(end) })
	took := time.Since(began).Seconds()
	return sample{connects: float64(n) / took, cpu: server.soFar()}, err
}

// visit runs short connections, several at a time, as long as more returns true, and counts them.
func visit(at address, more func(sofar int64) bool) (int64, error) {
	var (
		count    atomic.Int64
		failed   [visitorsAtOnce]error
		visitors sync.WaitGroup
	)
	for i := range visitorsAtOnce {
		// Each goroutine has its own address, which has enough ports for the connections in TIME_WAIT.
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

// visitOnce uses raw blocking calls, because it shares the machine with the server and must cost little.
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

// connect ignores EINTR from a signal of the Go runtime: the kernel still completes the connection.
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
			return fmt.Errorf("%d bytes of %d were echoed: %w", got, lineLen, err)
		}
		got += n
	}
	if !bytes.Equal(text, room) {
		return fmt.Errorf("received %q, not the line", room)
	}
	return nil
}
