package pump

import (
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// TestPipesKept: a pipe that is one too many to be kept for the next lane is closed at both ends, and at the end of the loop
// all of them are.
func TestPipesKept(t *testing.T) {
	w := &ways{door: &sys.Door{}}
	made := make([]conduit, pipesMost+1)
	for i := range made {
		if err := w.lend(&made[i]); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range made {
		w.takeBack(&c)
	}
	for i, c := range made {
		expectOpen(t, c, i < pipesMost)
	}
	w.close()
	for _, c := range made {
		expectOpen(t, c, false)
	}
}

func expectOpen(t *testing.T, c conduit, want bool) {
	t.Helper()
	for _, fd := range []int{c.r, c.w} {
		if _, err := unix.FcntlInt(uintptr(fd), unix.F_GETFD, 0); err == nil != want {
			t.Errorf("descriptor %d: %v, want it open: %v", fd, err, want)
		}
	}
}
