package pump

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// lines is text that a terminal passes on unchanged, too much to stay with copying.
func lines() []byte {
	var b bytes.Buffer
	for src := randomBytes(rand.New(rand.NewPCG(7, 7)), 3*bulk); len(src) > 0; src = src[min(len(src), 48):] {
		b.WriteString(base64.StdEncoding.EncodeToString(src[:min(len(src), 48)]) + "\n")
	}
	return b.Bytes()
}

// notOpen is a descriptor that no test has.
const notOpen = 900

// An end is one of the things that standard input and output can be.
type end struct {
	name string
	// source returns a descriptor that brings the bytes, sink one that takes them, and what tells what it took.
	source func(t *testing.T, b []byte) int
	sink   func(t *testing.T) (int, func() []byte)
}

func ends() []end {
	return []end{
		{"file", func(t *testing.T, b []byte) int { return open(t, written(t, b), os.O_RDONLY) }, fileSink(0)},
		{"pipe", pipeSource, pipeSink},
		{"tty", ttySource, ttySink},
		{"socket", socketSource, socketSink},
		{"null", device("/dev/null"), deviceSink("/dev/null")},
		{"zero", device("/dev/zero"), deviceSink("/dev/zero")},
		{
			"append", func(t *testing.T, b []byte) int { return open(t, written(t, b), os.O_RDWR|os.O_APPEND) },
			fileSink(os.O_APPEND),
		},
		{"fifo", fifoSource, fifoSink},
		{
			"closed", func(*testing.T, []byte) int { return notOpen },
			func(*testing.T) (int, func() []byte) { return notOpen, func() []byte { return nil } },
		},
	}
}

func written(t *testing.T, b []byte) string {
	name := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// open returns a descriptor that Go's runtime knows nothing of: it stays blocking.
func open(t *testing.T, name string, flags int) int {
	fd, err := unix.Open(name, flags|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	return fd
}

func fileSink(flags int) func(t *testing.T) (int, func() []byte) {
	return func(t *testing.T) (int, func() []byte) {
		name := written(t, []byte("before\n"))
		fd := open(t, name, os.O_WRONLY|flags)
		return fd, func() []byte { b, _ := os.ReadFile(name); return b }
	}
}

func device(name string) func(*testing.T, []byte) int {
	return func(t *testing.T, _ []byte) int { return open(t, name, os.O_RDONLY) }
}

func deviceSink(name string) func(*testing.T) (int, func() []byte) {
	return func(t *testing.T) (int, func() []byte) {
		return open(t, name, os.O_WRONLY), func() []byte { return nil }
	}
}

// feed writes b to a partner, and ends it.
func feed(f *os.File, b []byte) {
	_, _ = f.Write(b)
	_ = f.Close()
}

// collect reads from a partner to its end.
func collect(f io.Reader) func() []byte {
	all := make(chan []byte, 1)
	go func() { b, _ := io.ReadAll(f); all <- b }()
	return func() []byte { return <-all }
}

func pipeSource(t *testing.T, b []byte) int {
	fd, partner := pipe(t, true)
	go feed(partner, b)
	return fd
}

func pipeSink(t *testing.T) (int, func() []byte) {
	fd, partner := pipe(t, false)
	return fd, collect(partner)
}

func socketSource(t *testing.T, b []byte) int {
	fd, partner := pair(t, unix.SOCK_STREAM)
	go feed(partner, b)
	return fd
}

func socketSink(t *testing.T) (int, func() []byte) {
	fd, partner := pair(t, unix.SOCK_STREAM)
	return fd, collect(partner)
}

func fifoSource(t *testing.T, b []byte) int {
	fd, partner := fifo(t, os.O_RDONLY, os.O_WRONLY)
	go feed(partner, b)
	return fd
}

func fifoSink(t *testing.T) (int, func() []byte) {
	fd, partner := fifo(t, os.O_WRONLY, os.O_RDONLY)
	return fd, collect(partner)
}

// fifo returns our end of a named pipe and the partner's.
func fifo(t *testing.T, ours, theirs int) (int, *os.File) {
	name := filepath.Join(t.TempDir(), "fifo")
	if err := unix.Mkfifo(name, 0o600); err != nil {
		t.Fatal(err)
	}
	both := open(t, name, os.O_RDWR) // so that neither open waits for the other
	defer unix.Close(both)
	fd := open(t, name, ours)
	return fd, os.NewFile(uintptr(open(t, name, theirs)), "fifo")
}

// tty returns a terminal that changes nothing and the side of it that has the keys and the screen.
func tty(t *testing.T) (int, *os.File) {
	master := open(t, "/dev/ptmx", os.O_RDWR|unix.O_NOCTTY)
	n, err := unix.IoctlGetUint32(master, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(master, unix.TIOCSPTLCK, 0)
	}
	if err != nil {
		t.Fatal(err)
	}
	fd := open(t, fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY)
	modes, err := unix.IoctlGetTermios(fd, unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	modes.Oflag &^= unix.OPOST
	modes.Lflag &^= unix.ECHO
	if err := unix.IoctlSetTermios(fd, unix.TCSETS, modes); err != nil {
		t.Fatal(err)
	}
	partner := os.NewFile(uintptr(master), "terminal")
	t.Cleanup(func() { partner.Close() })
	return fd, partner
}

func ttySource(t *testing.T, b []byte) int {
	fd, partner := tty(t)
	const endOfFile = 4
	go func() { _, _ = partner.Write(append(slices.Clip(b), endOfFile)) }()
	return fd
}

func ttySink(t *testing.T) (int, func() []byte) {
	fd, partner := tty(t)
	return fd, collect(partner)
}

// A bound ends what has no end.
type bound struct {
	left int
	over func()
}

func (b *bound) Allow(most int) (int, time.Duration) {
	if b.left == 0 {
		b.over()
	}
	return min(most, b.left), time.Hour
}

func (b *bound) Took(n int) { b.left -= n }

// sockets returns a connected pair of a family.
func sockets(t *testing.T, family int) (a, b int) {
	if family == unix.AF_UNIX {
		fds, err := unix.Socketpair(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
		if err != nil {
			t.Fatal(err)
		}
		return fds[0], fds[1]
	}
	listener, err := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	a, err2 := unix.Socket(family, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err := errors.Join(err, err2, unix.Bind(listener, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}), unix.Listen(listener, 1)); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(listener)
	name, err := unix.Getsockname(listener)
	if err := errors.Join(err, unix.Connect(a, name)); err != nil {
		t.Fatal(err)
	}
	b, _, err = unix.Accept4(listener, unix.SOCK_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	return a, b
}

// sinkOf is standard output as the words make a sink of it.
func sinkOf(door *sys.Door, fd int) Sink {
	switch door.FileType(fd) {
	case unix.S_IFSOCK:
		return &Output{Stream: Stream{Door: door, Fd: fd}}
	case unix.S_IFIFO:
		return &File{Door: door, Fd: fd, Pipe: true}
	}
	return &File{Door: door, Fd: fd}
}

// A passage is what came of moving bytes from one end through a connection to another.
type passage struct {
	sum            [32]byte
	sent, received string
	ways           [2]way
}

// run runs a loop on a thread of its own, as the words do.
func run(p *Pump, l *Lane, then func()) chan string {
	p.Door, p.Lanes, p.Deadline = &sys.Door{}, append([]*Lane{l}, p.Lanes...), time.Now().Add(20*time.Second)
	l.Size, l.Reading, l.Writing = 1<<16, [2]string{"read", "in"}, [2]string{"write", "out"}
	over := make(chan string, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.Run()
		then()
		over <- fmt.Sprint(err)
	}()
	return over
}

// pass moves bytes from one end to another through two loops and a connection between them.
func pass(t *testing.T, from, to end, b []byte, family int, copies bool) (p passage) {
	door := &sys.Door{}
	a, z := sockets(t, family)
	in := from.source(t, b)
	out, took := to.sink(t)
	tcp := family == unix.AF_INET
	var first, second Pump
	for _, w := range []*ways{&first.ways, &second.ways} {
		w.copies, w.eager = copies, !copies
	}
	send := &Lane{From: &File{Door: door, Fd: in}, To: &Stream{Door: door, Fd: a, Own: true, TCP: tcp}}
	if from.name == "zero" {
		send.Limit = &bound{left: len(b), over: first.Stop}
	}
	sink := sinkOf(door, out)
	recv := &Lane{From: &Stream{Door: door, Fd: z, Own: true, TCP: tcp}, To: sink}
	sent := run(&first, send, func() { unix.Close(a); unix.Close(in) })
	received := run(&second, recv, func() {
		unix.Close(z)
		if !recv.phase.over() || recv.err != nil || to.name == "socket" {
			unix.Close(out)
		}
	})
	p.sent, p.received = <-sent, <-received
	p.sum, p.ways = sha256.Sum256(took()), [2]way{send.direct.way, recv.direct.way}
	return p
}

// expected are the ways of an eager lane, from each end into a connection and out of one.
func expected(from, to string, family int) [2]way {
	into := map[string]way{"file": sending, "append": sending, "pipe": splicing, "fifo": splicing, "socket": relaying}
	out := map[string]way{"file": relaying, "pipe": splicing, "fifo": splicing, "null": relaying}
	if family == unix.AF_INET {
		out["null"] = discarding
	}
	if from == "null" || from == "closed" { // nothing ever comes
		return [2]way{}
	}
	return [2]way{into[from], out[to]}
}

// TestPairs: whatever standard input and output are, what goes in comes out, with the same status whichever way it goes.
func TestPairs(t *testing.T) {
	b := lines()
	for _, from := range ends() {
		for _, to := range ends() {
			t.Run(from.name+" to "+to.name, func(t *testing.T) {
				b := b
				if from.name == "tty" || to.name == "tty" { // slow, and never more than copied
					b = b[:2000*(64+1)]
				}
				want := pass(t, from, to, b, unix.AF_INET, true)
				for _, family := range []int{unix.AF_INET, unix.AF_UNIX} {
					got := pass(t, from, to, b, family, false)
					if to.name == "closed" { // what leaves before the receiver is gone is chance, and what the receiver meets first
						want.sent, want.received = got.sent, got.received
						if got.received != "<nil>" && !strings.Contains(got.received, "EBADF") {
							t.Errorf("family %d: %s", family, got.received)
						}
						continue
					}
					if got.sum != want.sum || got.sent != want.sent || got.received != want.received {
						t.Errorf("family %d: %q, %q, want %q, %q; the bytes are the same: %v",
							family, got.sent, got.received, want.sent, want.received, got.sum == want.sum)
					}
					if ways := expected(from.name, to.name, family); got.ways != ways {
						t.Errorf("family %d: ways %v, want %v", family, got.ways, ways)
					}
				}
			})
		}
	}
}

// TestReset: what arrived before a reset is out before the reset is met, whichever way it goes.
func TestReset(t *testing.T) {
	sent := lines()[:200000]
	for _, to := range ends() {
		if to.name == "closed" {
			continue
		}
		var want []byte
		for _, copies := range []bool{true, false} {
			peer, fd := sockets(t, unix.AF_INET)
			if err := unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 1<<20); err != nil {
				t.Fatal(err)
			}
			if n, err := unix.Write(peer, sent); n != len(sent) {
				t.Fatal(n, err)
			}
			if err := unix.SetsockoptLinger(peer, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1}); err != nil {
				t.Fatal(err)
			}
			unix.Close(peer)
			out, took := to.sink(t)
			door := &sys.Door{}
			var loop Pump
			loop.ways.copies, loop.ways.eager = copies, !copies
			lane := &Lane{From: &Stream{Door: door, Fd: fd, Own: true, TCP: true}, To: sinkOf(door, out)}
			status := <-run(&loop, lane, func() { unix.Close(fd); unix.Close(out) })
			got := took()
			if copies {
				want = got
			}
			if !strings.Contains(status, "ECONNRESET") || !bytes.Equal(got, want) || lane.Received != int64(len(sent)) {
				t.Errorf("to %s, copies %v: %s after %d bytes", to.name, copies, status, lane.Received)
			}
		}
		if n := len(want); n != 0 && n != len(sent) && n != len(sent)+len("before\n") && to.name != "file" {
			t.Errorf("to %s: %d bytes of %d", to.name, n, len(sent))
		}
	}
}

// TestUrgent: what comes after an urgent byte gets through, though splice(2) finds nothing there, and the loop does not spin.
func TestUrgent(t *testing.T) {
	for _, to := range ends()[:2] {
		peer, fd := sockets(t, unix.AF_INET)
		out, took := to.sink(t)
		for _, piece := range []string{"before", "!", "after"} {
			flags := 0
			if piece == "!" {
				flags = unix.MSG_OOB
			}
			if err := unix.Send(peer, []byte(piece), flags); err != nil {
				t.Fatal(err)
			}
		}
		door := &sys.Door{}
		loop := New(nil)
		loop.Idle = 300 * time.Millisecond
		lane := &Lane{From: &Stream{Door: door, Fd: fd, Own: true, TCP: true}, To: sinkOf(door, out)}
		loop.ways.door = door
		lane.direct.decided = true
		lane.direct.way, lane.direct.mover = loop.ways.choose(lane.From, lane.To)
		if status := <-run(loop, lane, func() { unix.Close(fd); unix.Close(out) }); !strings.Contains(status, "nothing moved") || lane.direct.way == copying {
			t.Error(status, lane.direct.way)
		}
		unix.Close(peer)
		if got := string(took()); got != "beforeafter" {
			t.Errorf("to %s: %q", to.name, got)
		}
	}
}
