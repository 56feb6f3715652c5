package pump

import (
	"io"
	"os"
	"testing"

	"golang.org/x/sys/unix"
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
