package pump

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// TestLinesMemory: the buffers of many lanes are bounded while their sink is not read, and no line is lost or cut by that.
func TestLinesMemory(t *testing.T) {
	const size, count = 1 << 16, lentMost>>16 + 100
	door := &sys.Door{}
	out, stdout := pipe(t, false)
	t.Cleanup(func() { unix.Close(out) })
	p := New(door)
	p.Every, p.Tick = time.Millisecond, func() {} // no turn waits
	p.begin()
	defer p.close()
	line := append(bytes.Repeat([]byte{'x'}, size/2-1), '\n')
	for range count {
		fd, peer := pair(t, unix.SOCK_STREAM)
		p.Add(&Lane{
			From: &Stream{Door: door, Fd: fd, Own: true, Unix: true}, To: &File{Door: door, Fd: out, Pipe: true, Share: true},
			Size: size, Lines: true, Unwatched: true,
		})
		for range 2 {
			must(t)(peer.Write(line))
		}
	}
	if err := unix.SetNonblock(int(stdout.Fd()), true); err != nil {
		t.Fatal(err)
	}
	got, room, starved, end := make([]byte, 0, 2*count*len(line)), make([]byte, size), false, time.Now().Add(time.Minute)
	for len(got) < cap(got) && time.Now().Before(end) {
		if err := p.turn(); err != nil {
			t.Fatal(err)
		}
		if p.ways.lent > lentMost {
			t.Fatalf("lanes have %d bytes of buffers, want at most %d", p.ways.lent, lentMost)
		}
		if starved = starved || len(p.shared.starved) > 0; starved {
			n, _ := unix.Read(int(stdout.Fd()), room)
			got = append(got, room[:max(0, n)]...)
		}
	}
	if !bytes.Equal(got, bytes.Repeat(line, 2*count)) {
		t.Errorf("%d bytes of %d arrived, or not in whole lines", len(got), cap(got))
	}
	if p.ways.lent != 0 {
		t.Errorf("%d bytes of buffers were not returned", p.ways.lent)
	}
}

// TestLinesTails: what many lanes keep of lines that have not ended takes buffers of its size.
func TestLinesTails(t *testing.T) {
	const count = 500
	door := &sys.Door{}
	out, _ := pipe(t, false)
	t.Cleanup(func() { unix.Close(out) })
	p := New(door)
	p.Every, p.Tick = time.Millisecond, func() {}
	p.begin()
	defer p.close()
	lanes := make([]*Lane, count)
	for i := range lanes {
		fd, peer := pair(t, unix.SOCK_STREAM)
		lanes[i] = &Lane{
			From: &Stream{Door: door, Fd: fd, Own: true, Unix: true}, To: &File{Door: door, Fd: out, Pipe: true, Share: true},
			Size: 1 << 16, Lines: true, Unwatched: true,
		}
		p.Add(lanes[i])
		must(t)(peer.Write([]byte("the beginning of a line")))
	}
	silent := func(l *Lane) bool { return l.Received == 0 }
	for end := time.Now().Add(time.Minute); slices.ContainsFunc(lanes, silent) && time.Now().Before(end); {
		if err := p.turn(); err != nil {
			t.Fatal(err)
		}
		if n := p.shared.open.Len(); p.ways.lent > n*tailLeast {
			t.Fatalf("%d lanes keep a line in %d bytes, want at most %d", n, p.ways.lent, n*tailLeast)
		}
	}
	if slices.ContainsFunc(lanes, silent) {
		t.Error("not every lane has received")
	}
}
