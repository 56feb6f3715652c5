package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// through is one stream that a tool receives from one socket and sends to another, or back to the same. The bench at
// both ends uses almost no processor time: sendfile(2), and recv(2) with MSG_TRUNC, which copies nothing.
func (l *lab) through() []row {
	goals := func(peer string) []goal { return []goal{{peer: peer, metric: rate, least: 1.3}} }
	echo := func(name string, needs []string, listen func(p string) []string) contender {
		return contender{
			name: name, needs: needs, shown: line(listen("PORT")),
			once: func(s *stage) (sample, error) { return s.echoed(listen) },
		}
	}
	relay := func(name string, argv func(p, q string) []string) contender {
		return contender{
			name: name, shown: line(argv("PORT", "PORT2")),
			once: func(s *stage) (sample, error) { return s.relayed(argv) },
		}
	}
	return []row{{
		work: "echo of one stream", metrics: []metric{rate, cpu}, goals: goals("socat PIPE"),
		subject: echo("sock", []string{"listen --serve"}, l.echo),
		// With larger blocks socat waits forever: it writes more into its pipe than the pipe holds, and nothing else
		// reads it.
		peers: []contender{echo("socat PIPE", nil, func(p string) []string {
			return []string{"socat", "TCP-LISTEN:" + p + ",bind=" + host, "PIPE"}
		})},
	}, {
		work: "relay of one stream", metrics: []metric{rate, cpu}, goals: goals(socatName),
		// sock executes COMMAND, whose standard input and output are the socket.
		subject: relay("sock", func(p, q string) []string {
			return []string{l.sock, "listen", host, p, "--", l.sock, "connect", host, q}
		}),
		peers: []contender{relay(socatName, func(p, q string) []string {
			return []string{"socat", "-b", big, "TCP-LISTEN:" + p + ",bind=" + host, "TCP:" + host + ":" + q}
		})},
	}}
}

// echo is sock's own service.
func (l *lab) echo(port string) []string {
	return []string{l.sock, "listen", "--keep", "--serve", "echo", host, port}
}

// serverAt starts a server on a free port.
func (s *stage) serverAt(core int, network string, argv func(port string) []string) (address, *process, error) {
	at, err := s.free(network)
	if err != nil {
		return at, nil, err
	}
	server, err := s.start(core, argv(at.port), nil, nil)
	if err != nil {
		return at, nil, err
	}
	return at, server, s.listening(at, server)
}

func (s *stage) echoed(listen func(p string) []string) (sample, error) {
	at, server, err := s.serverAt(anywhere, "tcp", listen)
	if err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", at.String())
	if err != nil {
		return nil, err
	}
	defer c.Close()
	took, err := s.pour(c, c)
	if err != nil {
		return nil, err
	}
	used := server.soFar()
	server.finish()
	return sample{rate: float64(s.lab.sizes.stream) / took, cpu: used}, nil
}

func (s *stage) relayed(argv func(p, q string) []string) (sample, error) {
	sink, err := net.Listen("tcp4", host+":0")
	if err != nil {
		return nil, err
	}
	defer sink.Close()
	return s.relayedTo(sink, func(p string) []string { return argv(p, portOf(sink.Addr())) })
}

// relayedTo pours a stream through a program into a listener of the bench.
func (s *stage) relayedTo(sink net.Listener, argv func(p string) []string) (sample, error) {
	at, relay, err := s.serverAt(anywhere, "tcp", argv)
	if err != nil {
		return nil, err
	}
	from, err := net.Dial("tcp", at.String())
	if err != nil {
		return nil, err
	}
	defer from.Close()
	if err := sink.(interface{ SetDeadline(time.Time) error }).SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return nil, err
	}
	to, err := sink.Accept()
	if err != nil {
		return nil, err
	}
	defer to.Close()
	took, err := s.pour(from, to)
	if err != nil {
		return nil, err
	}
	to.Close()
	if err := relay.done(); err != nil {
		return nil, err
	}
	return sample{rate: float64(s.lab.sizes.stream) / took, cpu: relay.seconds()}, nil
}

// pour sends the payload and end of file, and waits until all of it has arrived.
func (s *stage) pour(from, to net.Conn) (seconds float64, err error) {
	file, err := s.keep(os.Open(s.lab.payload))
	if err != nil {
		return 0, err
	}
	deadline, _ := s.ctx.Deadline()
	if err := errors.Join(from.SetDeadline(deadline), to.SetDeadline(deadline)); err != nil {
		return 0, err
	}
	began := time.Now()
	sent := make(chan error, 1)
	go func() {
		_, err := io.Copy(from, file)
		sent <- errors.Join(err, from.(*net.TCPConn).CloseWrite())
	}()
	n, err := drain(to.(syscall.Conn))
	took := time.Since(began).Seconds()
	if n != s.lab.sizes.stream && err == nil {
		err = fmt.Errorf("%d of %d bytes were output", n, s.lab.sizes.stream)
	}
	if err != nil {
		from.Close() // otherwise a blocked sender would wait forever
	}
	return took, errors.Join(err, <-sent)
}

// drain receives and discards until end of file.
func drain(c syscall.Conn) (total int64, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	room := make([]byte, mib)
	var failed error
	err = raw.Read(func(fd uintptr) bool {
		for {
			n, _, err := unix.Recvfrom(int(fd), room, unix.MSG_TRUNC|unix.MSG_DONTWAIT)
			switch {
			case err == unix.EAGAIN:
				return false
			case err == unix.EINTR:
			case err != nil || n == 0:
				failed = err
				return true
			default:
				total += int64(n)
			}
		}
	})
	return total, errors.Join(err, failed)
}
