package pump

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// pair returns both ends of a socketpair, ours as a number and the partner's as a file that waits.
func pair(t *testing.T, typ int) (int, *os.File) {
	t.Helper()
	fds, err := unix.Socketpair(unix.AF_UNIX, typ, 0)
	if err != nil {
		t.Fatal(err)
	}
	partner := os.NewFile(uintptr(fds[1]), "partner")
	t.Cleanup(func() { unix.Close(fds[0]); partner.Close() })
	return fds[0], partner
}

// pipe returns a pipe of which one end, in or out, is ours, a number, and the other the partner's.
func pipe(t *testing.T, in bool) (int, *os.File) {
	t.Helper()
	var p [2]int
	if err := unix.Pipe(p[:]); err != nil {
		t.Fatal(err)
	}
	ours, theirs := p[1], p[0]
	if in {
		ours, theirs = p[0], p[1]
	}
	partner := os.NewFile(uintptr(theirs), "pipe")
	t.Cleanup(func() { partner.Close() })
	return ours, partner
}

// A conversation is what cat has: two lanes between two pipes and one socket, and the partner at each.
type conversation struct {
	loop          *Pump
	stdin, stdout *os.File
	peer          *os.File
	peerFD        int
}

// bothWays runs a test with lanes that copy, and with lanes that leave it to the kernel from their first byte on.
func bothWays(t *testing.T, test func(*testing.T, *conversation)) {
	for name, eager := range map[string]bool{"copying": false, "in the kernel": true} {
		t.Run(name, func(t *testing.T) {
			c := newConversation(t)
			c.loop.ways.copies, c.loop.ways.eager = !eager, eager
			test(t, c)
		})
	}
}

func newConversation(t *testing.T) *conversation {
	t.Helper()
	door := &sys.Door{}
	fd, peer := pair(t, unix.SOCK_STREAM)
	in, stdin := pipe(t, true)
	out, stdout := pipe(t, false)
	t.Cleanup(func() { unix.Close(in) })
	socket := &Stream{Door: door, Fd: fd, Own: true}
	return &conversation{
		stdin: stdin, stdout: stdout, peer: peer, peerFD: int(peer.Fd()),
		loop: New(door, []*Lane{
			{From: &File{Door: door, Fd: in}, To: socket, Size: 1 << 16},
			{From: socket, To: &File{Door: door, Fd: out, Pipe: true}, Size: 1 << 16},
		}...),
	}
}

// start runs the loop, which has a time limit: what hangs fails.
func (c *conversation) start() chan error {
	over := make(chan error, 1)
	c.loop.Deadline = time.Now().Add(20 * time.Second)
	go func() {
		runtime.LockOSThread()
		over <- c.loop.Run()
	}()
	return over
}

// hangUp ends the peer's direction.
func (c *conversation) hangUp(t *testing.T) {
	t.Helper()
	if err := unix.Shutdown(c.peerFD, unix.SHUT_WR); err != nil {
		t.Error(err)
	}
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:n]
}

// dribble writes b in chunks of random size, with random stalls.
func dribble(r *rand.Rand, w io.Writer, b []byte) {
	for len(b) > 0 {
		n := min(len(b), 1+r.IntN(1<<r.IntN(18)))
		if _, err := w.Write(b[:n]); err != nil {
			return
		}
		b = b[n:]
		stall(r)
	}
}

// sip reads to the end in the same way.
func sip(r *rand.Rand, from io.Reader) []byte {
	var all bytes.Buffer
	for {
		b := make([]byte, 1+r.IntN(1<<r.IntN(18)))
		n, err := from.Read(b)
		all.Write(b[:n])
		if err != nil {
			return all.Bytes()
		}
		stall(r)
	}
}

func stall(r *rand.Rand) {
	switch r.IntN(20) {
	case 0:
		time.Sleep(time.Duration(r.IntN(2000)) * time.Microsecond)
	case 1, 2, 3:
		runtime.Gosched()
	}
}

// TestRandom: whatever the sizes and the stalls, what goes in comes out, both ways, and then the end.
func TestRandom(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			random := func(n uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, n)) }
			c := newConversation(t)
			c.loop.ways.eager = seed%2 == 1
			there, back := randomBytes(random(0), random(1).IntN(1<<21)), randomBytes(random(2), random(3).IntN(1<<21))
			over := c.start()
			go func() { dribble(random(4), c.stdin, there); c.stdin.Close() }()
			go func() { dribble(random(5), c.peer, back); c.hangUp(t) }()
			gotThere := make(chan []byte)
			go func() { gotThere <- sip(random(6), c.peer) }()
			gotBack := sip(random(7), c.stdout)
			if got := <-gotThere; !bytes.Equal(got, there) {
				t.Errorf("there: %d bytes became %d", len(there), len(got))
			}
			if !bytes.Equal(gotBack, back) {
				t.Errorf("back: %d bytes became %d", len(back), len(gotBack))
			}
			if err := <-over; err != nil {
				t.Error(err)
			}
		})
	}
}

// TestBorders: nothing is special about the sizes of pages, pipes and buffers.
func TestBorders(t *testing.T) {
	for i, n := range []int{
		0, 0, 1, 1, 4095, 4095, 4096, 4096, 4097, 4097, 65535, 65535, 65536, 65536, 65537, 65537, 131072, 131072, 1<<20 + 1, 1<<20 + 1,
	} {
		c := newConversation(t)
		c.loop.ways.eager = i%2 == 1
		over := c.start()
		sent := bytes.Repeat([]byte{1, 2, 3}, n)[:n]
		go func() { c.stdin.Write(sent); c.stdin.Close() }()
		go func() { c.peer.Write(sent); c.hangUp(t) }()
		back := make(chan []byte)
		go func() { b, _ := io.ReadAll(c.stdout); back <- b }()
		there, err := io.ReadAll(c.peer)
		if err != nil || !bytes.Equal(there, sent) || !bytes.Equal(<-back, sent) {
			t.Errorf("%d bytes did not come as sent (%v)", n, err)
		}
		if err := <-over; err != nil {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
}

// fill waits until stdout holds so much.
func (c *conversation) fill(t *testing.T, size int) {
	t.Helper()
	for waiting := uint32(0); int(waiting) < size; runtime.Gosched() {
		var err error
		if waiting, err = unix.IoctlGetUint32(int(c.stdout.Fd()), unix.TIOCINQ); err != nil {
			t.Fatal(err)
		}
	}
}

// TestFullOutput: stdout is full and is not read; stdin is still served, to its end.
func TestFullOutput(t *testing.T) { bothWays(t, fullOutput) }

func fullOutput(t *testing.T, c *conversation) {
	over := c.start()
	const size = 1 << 20
	wrote := make(chan error)
	c.peer.Write(make([]byte, 1)) // so that no large write fits any more
	c.fill(t, 1)
	go func() { _, err := c.peer.Write(make([]byte, size-1)); c.hangUp(t); wrote <- err }()
	c.fill(t, 60000)
	c.stdin.WriteString("question")
	c.stdin.Close()
	if got, err := io.ReadAll(c.peer); string(got) != "question" || err != nil {
		t.Errorf("with stdout full the peer gets %q, %v", got, err)
	}
	got, err := io.ReadAll(c.stdout)
	if len(got) != size || err != nil || <-wrote != nil || <-over != nil {
		t.Errorf("then stdout gets %d bytes, %v", len(got), err)
	}
}

// TestSharedOutput: another process has made stdin and stdout non-blocking, and the pipe is as small as it can be.
func TestSharedOutput(t *testing.T) { bothWays(t, sharedOutput) }

func sharedOutput(t *testing.T, c *conversation) {
	for _, l := range c.loop.Lanes {
		if f, ok := l.From.(*File); ok {
			unix.SetNonblock(f.Fd, true)
		}
		if f, ok := l.To.(*File); ok {
			unix.SetNonblock(f.Fd, true)
			unix.FcntlInt(uintptr(f.Fd), unix.F_SETPIPE_SZ, 4096)
			f.Pipe = false // so that the kernel itself cuts the writes
		}
	}
	over := c.start()
	sent := randomBytes(rand.New(rand.NewPCG(1, 1)), 1<<19)
	go func() { c.peer.Write(sent); c.hangUp(t) }()
	got := sip(rand.New(rand.NewPCG(2, 2)), c.stdout)
	c.stdin.Close()
	if err := <-over; err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d of %d bytes, %v", len(got), len(sent), err)
	}
}

// TestInterrupted: signals interrupt poll(2) all the time.
func TestInterrupted(t *testing.T) { bothWays(t, interrupted) }

func interrupted(t *testing.T, c *conversation) {
	signals := make(chan os.Signal, 1)
	signal.Notify(signals, unix.SIGWINCH)
	defer signal.Stop(signals)
	c.loop.Deadline = time.Now().Add(20 * time.Second)
	thread, over := make(chan int, 1), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		thread <- unix.Gettid()
		over <- c.loop.Run()
	}()
	var stop atomic.Bool
	stopped := make(chan bool)
	go func() {
		for tid := <-thread; !stop.Load(); runtime.Gosched() {
			unix.Tgkill(unix.Getpid(), tid, unix.SIGWINCH)
		}
		close(stopped)
	}()
	sent := randomBytes(rand.New(rand.NewPCG(3, 3)), 1<<18)
	go func() { dribble(rand.New(rand.NewPCG(4, 4)), c.peer, sent); c.hangUp(t) }()
	got, err := io.ReadAll(c.stdout)
	stop.Store(true)
	<-stopped
	c.stdin.Close()
	if err := errors.Join(err, <-over); err != nil || !bytes.Equal(got, sent) {
		t.Errorf("%d of %d bytes, %v", len(got), len(sent), err)
	}
}

// TestReaderGone: stdout has lost its reader; the loop ends although nothing moves and nothing else has ended.
func TestReaderGone(t *testing.T) { bothWays(t, readerGone) }

func readerGone(t *testing.T, c *conversation) {
	over := c.start()
	c.peer.WriteString("hello")
	b := make([]byte, 5)
	if _, err := io.ReadFull(c.stdout, b); err != nil {
		t.Fatal(err)
	}
	c.stdout.Close()
	if err := <-over; err != nil {
		t.Error(err)
	}
}

// TestIdle: a limit ends a loop in which nothing moves, with an error.
func TestIdle(t *testing.T) {
	c := newConversation(t)
	c.loop.Idle = 10 * time.Millisecond
	if err := c.loop.Run(); !fail.Is(err, unix.ETIMEDOUT) {
		t.Error(err)
	}
}

// TestStopAt: a time to stop is no error.
func TestStopAt(t *testing.T) {
	c := newConversation(t)
	c.loop.StopAt(time.Now().Add(10 * time.Millisecond))
	if err := c.loop.Run(); err != nil {
		t.Error(err)
	}
}

// stubborn is a sink that poll(2) takes for ready, and that is not, for a while.
type stubborn struct {
	messages
	fd    int
	tries int
	until time.Time
}

func (s *stubborn) FD() int { return s.fd }

func (s *stubborn) Send(b []byte) (int, error) {
	s.tries++
	if time.Now().Before(s.until) {
		return 0, unix.EAGAIN
	}
	return s.messages.Send(b)
}

// TestStubborn: poll(2) says that a sink has room, and it has none. The loop does not spin, and loses nothing.
func TestStubborn(t *testing.T) {
	fd, _ := pair(t, unix.SOCK_STREAM)
	in, stdin := pipe(t, true)
	defer unix.Close(in)
	stdin.WriteString("hello")
	stdin.Close()
	door := &sys.Door{}
	sink := &stubborn{fd: fd, until: time.Now().Add(100 * time.Millisecond)}
	loop := New(door, &Lane{From: &File{Door: door, Fd: in}, To: sink, Size: 100})
	if err := loop.Run(); err != nil || len(sink.sent) != 1 || sink.sent[0] != "hello" || sink.tries > 30 {
		t.Errorf("%q after %d tries, %v", sink.sent, sink.tries, err)
	}
}
