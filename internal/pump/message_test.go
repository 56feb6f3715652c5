package pump

import (
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// receive runs one lane from m to its end and returns the messages that came out.
func receive(m *Messages) ([]string, error) {
	out := &messages{}
	lane := &Lane{From: m, To: out, Size: 1 << 16, Unwatched: true, Reading: [2]string{"recv", "here"}}
	var got []string
	lane.Shape = func(p Piece) []byte {
		if !p.EOF {
			got = append(got, string(p.Data))
		}
		return nil
	}
	p := New(m.Door, lane)
	p.Deadline = time.Now().Add(20 * time.Second)
	err := p.Run()
	return got, err
}

// udp returns a socket on a free port of the loopback.
func udp(t *testing.T) (int, unix.Sockaddr) {
	t.Helper()
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { unix.Close(fd) })
	if err := unix.Bind(fd, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	name, err := unix.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	return fd, name
}

func sendto(t *testing.T, fd int, text string, to unix.Sockaddr) {
	t.Helper()
	if err := unix.Sendto(fd, []byte(text), 0, to); err != nil {
		t.Fatal(err)
	}
}

// TestSeqpacket: borders are kept, and the end is an end.
func TestSeqpacket(t *testing.T) {
	fd, peer := pair(t, unix.SOCK_SEQPACKET)
	sent := []string{"one", strings.Repeat("x", 60000), "3"}
	for _, text := range sent {
		peer.WriteString(text)
	}
	unix.Shutdown(int(peer.Fd()), unix.SHUT_WR)
	got, err := receive(&Messages{Door: &sys.Door{}, Fd: fd, Seqpacket: true})
	if err != nil || !slices.Equal(got, sent) {
		t.Errorf("%d messages, %v", len(got), err)
	}
}

// TestSeqpacketFinish: our end reaches the peer, unless it is to be kept.
func TestSeqpacketFinish(t *testing.T) {
	for _, keep := range []bool{false, true} {
		fd, peer := pair(t, unix.SOCK_SEQPACKET)
		m := &Messages{Door: &sys.Door{}, Fd: fd, Seqpacket: true, Keep: keep}
		if err := m.Finish(); err != nil {
			t.Fatal(err)
		}
		if ended := pollsHangup(t, peer); ended == keep {
			t.Errorf("keep is %v, and the peer sees the end: %v", keep, ended)
		}
	}
}

func pollsHangup(t *testing.T, f *os.File) bool {
	t.Helper()
	fds := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLRDHUP}}
	if _, err := unix.Poll(fds, 0); err != nil {
		t.Fatal(err)
	}
	return fds[0].Revents&unix.POLLRDHUP != 0
}

// TestRefused: datagrams that arrived before ECONNREFUSED are received before it.
func TestRefused(t *testing.T) {
	ours, name := udp(t)
	theirs, peer := udp(t)
	if err := unix.Connect(ours, peer); err != nil {
		t.Fatal(err)
	}
	sendto(t, theirs, "one", name)
	sendto(t, theirs, "", name)
	sendto(t, theirs, "three", name)
	unix.Close(theirs)
	if err := unix.Send(ours, []byte("anybody?"), 0); err != nil {
		t.Fatal(err)
	}
	got, err := receive(&Messages{Door: &sys.Door{}, Fd: ours})
	if !fail.Is(err, unix.ECONNREFUSED) || !slices.Equal(got, []string{"one", "", "three"}) {
		t.Errorf("%q, %v", got, err)
	}
}

// TestRefusedSend: the same where the send meets the error.
func TestRefusedSend(t *testing.T) {
	ours, name := udp(t)
	theirs, peer := udp(t)
	if err := unix.Connect(ours, peer); err != nil {
		t.Fatal(err)
	}
	sendto(t, theirs, "one", name)
	sendto(t, theirs, "two", name)
	unix.Close(theirs)
	unix.Send(ours, []byte("anybody?"), 0)
	m, out := &Messages{Door: &sys.Door{}, Fd: ours}, &messages{}
	in := &Lane{From: &File{Door: m.Door, Fd: zero(t)}, To: m, Size: 10}
	back := &Lane{From: m, To: out, Size: 100, Unwatched: true}
	back.Shape = func(p Piece) []byte { return p.Data }
	loop := New(m.Door, in, back)
	if err := loop.Run(); !fail.Is(err, unix.ECONNREFUSED) || !slices.Equal(out.sent, []string{"one", "two"}) {
		t.Errorf("%q, %v", out.sent, err)
	}
}

// zero is a source that is always ready.
func zero(t *testing.T) int {
	t.Helper()
	f, err := os.Open("/dev/zero")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return int(f.Fd())
}

// TestLock: datagrams of the first sender alone are received, also of those already waiting.
func TestLock(t *testing.T) {
	ours, name := udp(t)
	first, _ := udp(t)
	other, _ := udp(t)
	for _, text := range []string{"1", "x", "2", "x", "x", "3"} {
		from := first
		if text == "x" {
			from = other
		}
		sendto(t, from, text, name)
	}
	m := &Messages{Door: &sys.Door{}, Fd: ours, Answer: true, Lock: true}
	var got []string
	for {
		p, err := m.Receive(make([]byte, 10))
		if err != nil {
			break
		}
		got = append(got, string(p.Data))
	}
	if !slices.Equal(got, []string{"1", "2", "3"}) {
		t.Errorf("%q", got)
	}
}

// TestCut: a message that did not fit tells its true length.
func TestCut(t *testing.T) {
	ours, name := udp(t)
	sender, _ := udp(t)
	sendto(t, sender, "somewhat longer", name)
	for _, flags := range []bool{false, true} {
		m := &Messages{Door: &sys.Door{}, Fd: ours, Flags: flags}
		p, err := m.Receive(make([]byte, 8))
		if err != nil || string(p.Data) != "somewhat" || p.Len != 15 {
			t.Errorf("%q of %d, %v", p.Data, p.Len, err)
		}
		sendto(t, sender, "somewhat longer", name)
	}
}

// TestLost: a sender that is gone is reported, and the others are still answered.
func TestLost(t *testing.T) {
	t.Chdir(t.TempDir())
	bound := func(name string) int {
		fd, err := unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { unix.Close(fd) })
		if err := unix.Bind(fd, &unix.SockaddrUnix{Name: name}); err != nil {
			t.Fatal(err)
		}
		return fd
	}
	here := &unix.SockaddrUnix{Name: "here"}
	var lost []error
	m := &Messages{Door: &sys.Door{}, Fd: bound("here"), Answer: true, Lost: func(err error) { lost = append(lost, err) }}
	if m.Open() {
		t.Error("there is no sender to answer yet")
	}
	leaver, stayer := bound("leaver"), bound("stayer")
	sendto(t, leaver, "hello", here)
	m.Receive(make([]byte, 10))
	unix.Close(leaver)
	if n, err := m.Send([]byte("answer")); n != 6 || err != nil || len(lost) != 1 || !fail.Is(lost[0], unix.ECONNREFUSED) {
		t.Errorf("%d, %v, lost %v", n, err, lost)
	}
	sendto(t, stayer, "hello", here)
	m.Receive(make([]byte, 10))
	if n, err := m.Send([]byte("answer")); n != 6 || err != nil || len(lost) != 1 {
		t.Errorf("%d, %v, lost %v", n, err, lost)
	}
}
