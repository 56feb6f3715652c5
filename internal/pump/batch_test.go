package pump

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// TestBurst: datagrams that come many at a time, one by one and joined by the kernel, are all there and in order.
func TestBurst(t *testing.T) {
	ours, name := udp(t)
	theirs, _ := udp(t)
	if err := unix.Connect(theirs, name); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "out")
	out, err := unix.Open(file, unix.O_WRONLY|unix.O_CREAT|unix.O_CLOEXEC, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	door := &sys.Door{}
	lane := &Lane{From: &Messages{Door: door, Fd: ours, UDP: true, Own: true}, To: &File{Door: door, Fd: out}, Size: 1 << 16, Join: true}
	lane.Shape = func(p Piece) []byte { return p.Data }
	loop := New(door, lane)
	loop.Idle = 2 * time.Second
	over := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		over <- loop.Run()
	}()
	var sent bytes.Buffer
	for round := range 60 {
		var b []byte
		for n := range 20 {
			b = fmt.Appendf(b, "%3d message %3d\n", round, n)
		}
		b = append(b, "short"...)
		sent.Write(b)
		if round%2 == 0 {
			if _, err := door.SendSegments(theirs, b, 16, 0); err != nil {
				t.Fatal(err)
			}
		} else {
			for ; len(b) > 0; b = b[min(16, len(b)):] {
				if err := unix.Send(theirs, b[:min(16, len(b))], 0); err != nil {
					t.Fatal(err)
				}
			}
		}
		for end := time.Now().Add(10 * time.Second); ; runtime.Gosched() { // so that nothing is dropped
			if info, err := os.Stat(file); err != nil || info.Size() >= int64(sent.Len()) {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("round %d does not arrive", round)
			}
		}
	}
	if err := <-over; !fail.Is(err, unix.ETIMEDOUT) {
		t.Error(err)
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, sent.Bytes()) {
		t.Errorf("%d bytes of %d, %v", len(got), sent.Len(), err)
	}
	if lane.Received != int64(sent.Len()) {
		t.Errorf("%d bytes are counted", lane.Received)
	}
}

// TestSegments: messages of one size go out many at a time with their borders, and what cannot go so goes one by one.
func TestSegments(t *testing.T) {
	for _, c := range []struct {
		size, total int
	}{
		{64, 64 * 100},
		{64, 64*100 + 7},
		{1000, 1000 * 50},
		{1000, 900},
		{1, 150},
		{70, 70 * 3},
	} {
		ours, name := udp(t)
		theirs, _ := udp(t)
		if err := unix.Connect(theirs, name); err != nil {
			t.Fatal(err)
		}
		in, stdin := pipe(t, true)
		sent := lines()[:c.total]
		stdin.Write(sent)
		stdin.Close()
		m := &Messages{Door: &sys.Door{}, Fd: theirs, UDP: true}
		framing := &Framing{kind: framingSize, size: c.size}
		lane := &Lane{From: &File{Door: m.Door, Fd: in}, To: m, Cut: framing, Size: 1 << 16}
		if err := New(m.Door, lane).Run(); err != nil {
			t.Fatal(err)
		}
		for left := sent; len(left) > 0; left = left[min(c.size, len(left)):] {
			b := make([]byte, 2000)
			n, _, err := unix.Recvfrom(ours, b, unix.MSG_DONTWAIT)
			if err != nil || !bytes.Equal(b[:n], left[:min(c.size, len(left))]) {
				t.Fatalf("%+v: %d bytes, %v, with %d to come", c, n, err, len(left))
			}
		}
		if lane.Sent != int64(c.total) || lane.copy.unsegmented {
			t.Errorf("%+v: %d bytes are counted, cannot is %v", c, lane.Sent, lane.copy.unsegmented)
		}
	}
}

// TestSegmentsRefused: ECONNREFUSED of a segmented send ends the lane.
func TestSegmentsRefused(t *testing.T) {
	ours, name := udp(t)
	theirs, _ := udp(t)
	if err := unix.Connect(theirs, name); err != nil {
		t.Fatal(err)
	}
	unix.Close(ours)
	m := &Messages{Door: &sys.Door{}, Fd: theirs, UDP: true}
	lane := &Lane{From: &File{Door: m.Door, Fd: zero(t)}, To: m, Cut: &Framing{kind: framingSize, size: 64}, Size: 8192}
	p := New(m.Door, lane)
	p.Deadline = time.Now().Add(20 * time.Second)
	err := p.Run()
	if !fail.Is(err, unix.ECONNREFUSED) {
		t.Error(err)
	}
}
