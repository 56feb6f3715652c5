package pump

import (
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// TestFlat: bytes on their way allocate nothing, whichever way they go, so that memory does not grow with them.
func TestFlat(t *testing.T) {
	for _, c := range []struct {
		name     string
		from, to func(*testing.T, *sys.Door) (end any, partner int)
		eager    bool
		way      way
	}{
		{"copying", flatPipeIn, flatTCP, false, copying},
		{"pipe to TCP", flatPipeIn, flatTCP, true, splicing},
		{"TCP to pipe", flatTCP, flatPipeOut, true, splicing},
		{"TCP to TCP", flatTCP, flatTCP, true, relaying},
		{"TCP to nowhere", flatTCP, flatNowhere, true, discarding},
	} {
		t.Run(c.name, func(t *testing.T) {
			door := &sys.Door{}
			from, feed := c.from(t, door)
			to, drain := c.to(t, door)
			l := &Lane{From: from.(Source), To: to.(Sink), Size: 1 << 16}
			p := New(door, l)
			p.ways.eager = c.eager
			p.begin()
			defer p.close()
			room := make([]byte, 1<<16)
			more := func() {
				if _, err := unix.Write(feed, room[:1<<12]); err != nil {
					t.Fatal(err)
				}
				for want := l.Sent + 1<<12; l.Sent < want; {
					if err := p.turn(); err != nil || l.phase.over() {
						t.Fatal(err, l.err)
					}
				}
				for n := 0; drain >= 0 && n < 1<<12; {
					n += must(t)(unix.Read(drain, room))
				}
			}
			for range 8 { // until the way is found, and its buffers and pipes are there
				more()
			}
			if l.direct.way != c.way {
				t.Fatalf("way %d, want %d", l.direct.way, c.way)
			}
			n := testing.AllocsPerRun(50, func() {
				l.low.moved = bulk // the mark is set for what comes, and let go when it is less
				more()
				more() // little after little
			})
			if n > 0 {
				t.Errorf("%g allocations for two pieces", n)
			}
		})
	}
}

func must(t *testing.T) func(int, error) int {
	return func(n int, err error) int {
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}

func flatPipeIn(t *testing.T, door *sys.Door) (end any, partner int) {
	r, w := flatPipe(t)
	return &File{Door: door, Fd: r, Pipe: true}, w
}

func flatPipeOut(t *testing.T, door *sys.Door) (end any, partner int) {
	r, w := flatPipe(t)
	return &File{Door: door, Fd: w, Pipe: true}, r
}

func flatPipe(t *testing.T) (r, w int) {
	var p [2]int
	if err := unix.Pipe2(p[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = unix.Close(p[0]), unix.Close(p[1]) })
	return p[0], p[1]
}

func flatNowhere(*testing.T, *sys.Door) (end any, partner int) { return Nowhere{}, -1 }

// flatTCP returns a TCP connection that the lane owns, and its partner's descriptor.
func flatTCP(t *testing.T, door *sys.Door) (end any, partner int) {
	l := must(t)(unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0))
	defer unix.Close(l)
	if err := unix.Bind(l, &unix.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := unix.Listen(l, 1); err != nil {
		t.Fatal(err)
	}
	name, err := unix.Getsockname(l)
	if err != nil {
		t.Fatal(err)
	}
	own := must(t)(unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0))
	if err := unix.Connect(own, name); err != nil {
		t.Fatal(err)
	}
	partner, _, err = unix.Accept4(l, unix.SOCK_CLOEXEC)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _, _ = unix.Close(own), unix.Close(partner) })
	return &Stream{Door: door, Fd: own, Own: true, TCP: true}, partner
}
