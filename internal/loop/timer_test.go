package loop

import (
	"errors"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// TestTimers: they are called in the order of their times, a stopped one is not, and an error ends the loop.
func TestTimers(t *testing.T) {
	fds := [2]int{}
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fds[0])
	defer unix.Close(fds[1])
	loop := &Loop{Door: &sys.Door{}, Deadline: time.Now().Add(20 * time.Second)}
	loop.AddWatch(&Watch{FD: fds[0]}) // which never becomes ready
	var called []string
	call := func(name string) func() error {
		return func() error { called = append(called, name); return nil }
	}
	over := errors.New("over")
	loop.After(30*time.Millisecond, func() error { return over })
	loop.After(10*time.Millisecond, call("later"))
	stopped := loop.After(5*time.Millisecond, call("stopped"))
	loop.After(0, func() error {
		stopped.Stop()
		loop.After(0, call("added"))
		return call("first")()
	})
	var none *Timer
	none.Stop()
	if err := loop.Run(); !errors.Is(err, over) {
		t.Errorf("the loop ended with %v", err)
	}
	if want := []string{"first", "added", "later"}; !slices.Equal(called, want) {
		t.Errorf("called were %q, want %q", called, want)
	}
}
