package pump

import (
	"io"
	"os"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/loop"
	"sock/internal/sys"
)

// stamped gives the conversation a TCP socket that keeps a report of every segment it sends.
func stamped(t *testing.T, c *conversation) (fd int) {
	fd, peer := sockets(t, unix.AF_INET)
	const when = unix.SOF_TIMESTAMPING_TX_SOFTWARE | unix.SOF_TIMESTAMPING_SOFTWARE
	if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TIMESTAMPING, when); err != nil {
		t.Fatal(err)
	}
	c.peer, c.peerFD = os.NewFile(uintptr(peer), "peer"), peer
	t.Cleanup(func() { unix.Close(fd); c.peer.Close() })
	socket := &Stream{Door: c.loop.Door, Fd: fd, Own: true, TCP: true}
	c.loop.Lanes[0].To, c.loop.Lanes[1].From = socket, socket
	return fd
}

// ask has stdin bring some bytes to the peer, and then waits until poll(2) reports nothing broken about the socket.
func (c *conversation) ask(t *testing.T, fd int, text string, over chan error) {
	t.Helper()
	c.stdin.WriteString(text)
	if got := make([]byte, len(text)); c.got(got) != text {
		t.Fatalf("the peer got %q instead of %q", got, text)
	}
	for {
		fds := []unix.PollFd{{Fd: int32(fd)}}
		if _, err := unix.Poll(fds, 0); err == nil && fds[0].Revents == 0 {
			return
		}
		select {
		case err := <-over:
			t.Fatalf("the loop has ended, %v", err)
		default:
		}
	}
}

func (c *conversation) got(b []byte) string {
	n, _ := io.ReadFull(c.peer, b)
	return string(b[:n])
}

// TestReports: reports in the error queue of a socket are no error, no end and no reason to spin.
func TestReports(t *testing.T) {
	for name, lanes := range map[string]int{"both ways": 2, "sending": 1} {
		t.Run(name, func(t *testing.T) {
			bothWays(t, func(t *testing.T, c *conversation) {
				fd := stamped(t, c)
				c.loop.Lanes = c.loop.Lanes[:lanes]
				over := c.start()
				c.ask(t, fd, "one", over)
				c.ask(t, fd, "two", over)
				c.hangUp(t)
				c.ask(t, fd, "three", over)
				c.stdin.Close()
				if rest, err := io.ReadAll(c.peer); len(rest) > 0 || err != nil {
					t.Errorf("then the peer got %q, %v", rest, err)
				}
				if err := <-over; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestReportsWatched: what is watched with an error queue is asked once for each report that brings something.
func TestReportsWatched(t *testing.T) {
	fd, to := udp(t)
	if err := unix.SetsockoptInt(fd, unix.SOL_IP, unix.IP_RECVERR, 1); err != nil {
		t.Fatal(err)
	}
	closed := &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 2}, Port: to.(*unix.SockaddrInet4).Port}
	sendto(t, fd, "into the void", closed)
	asked := 0
	p := New(&sys.Door{})
	p.Deadline = time.Now().Add(20 * time.Second)
	p.AddWatch(&loop.Watch{FD: fd, Events: unix.POLLIN, Reports: true, Ready: func() error {
		asked++
		b := make([]byte, 10)
		n, _, err := unix.Recvfrom(fd, b, unix.MSG_DONTWAIT)
		switch {
		case err == unix.ECONNREFUSED:
			sendto(t, fd, "the end", to)
		case n > 0:
			p.Stop()
		case asked > 10:
			t.Error("the loop spins")
			p.Stop()
		}
		return nil
	}})
	if err := p.Run(); err != nil {
		t.Error(err)
	}
	fds := []unix.PollFd{{Fd: int32(fd)}}
	if _, err := unix.Poll(fds, 0); err != nil || fds[0].Revents != 0 {
		t.Errorf("poll(2) reports %#x, %v", fds[0].Revents, err)
	}
}
