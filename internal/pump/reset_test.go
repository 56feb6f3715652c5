package pump

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// TestResetTaken: a reset whose socket error sendfile(2) has consumed is ECONNRESET. After the peer's end of file it is EPIPE.
func TestResetTaken(t *testing.T) {
	for _, ended := range []bool{false, true} {
		peer, fd := sockets(t, unix.AF_INET)
		if ended {
			unix.Shutdown(peer, unix.SHUT_WR)
		}
		door := &sys.Door{}
		socket := &Stream{Door: door, Fd: fd, Own: true, TCP: true}
		in := open(t, written(t, lines()), os.O_RDONLY)
		up := &Lane{From: &File{Door: door, Fd: in}, To: socket, Size: 1 << 16}
		down := &Lane{From: socket, To: Nowhere{}, Size: 1 << 16}
		if ended {
			down.phase = draining
		}
		loop := Pump{Lanes: []*Lane{down}}
		loop.ways.door = door
		up.direct.decided = true
		up.direct.way, up.direct.mover = loop.ways.choose(up.From, up.To)

		unix.SetsockoptLinger(peer, unix.SOL_SOCKET, unix.SO_LINGER, &unix.Linger{Onoff: 1})
		unix.Close(peer)
		unix.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
		want := map[bool]string{false: "ECONNRESET", true: "EPIPE"}[ended]
		if status := <-run(&loop, up, func() { unix.Close(fd); unix.Close(in) }); up.direct.way != sending || !strings.Contains(status, want) {
			t.Errorf("way %d: %s instead of %s", up.direct.way, status, want)
		}
	}
}
