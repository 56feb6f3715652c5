package pump

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/loop"
	"sock/internal/sys"
)

// TestRetryDiscard: what a lane retries to send is discarded meanwhile. The lane then waits for its source as others do; a read
// that poll(2) has not announced would wait without end.
func TestRetryDiscard(t *testing.T) {
	fd, _ := pair(t, unix.SOCK_STREAM)
	in, stdin := pipe(t, true)
	defer unix.Close(in)
	stdin.WriteString("hello")
	door := &sys.Door{}
	lane := &Lane{From: &File{Door: door, Fd: in}, To: &stubborn{fd: fd, until: time.Now().Add(time.Hour)}, Size: 100}
	pump := New(door, lane)
	pump.Deadline = time.Now().Add(20 * time.Second)
	event, other := pipe(t, true)
	defer unix.Close(event)
	other.WriteString("now")
	drops := &loop.Watch{FD: event, Events: unix.POLLIN}
	drops.Ready = func() error {
		switch {
		case drops.Events == 0:
			pump.Stop()
		case lane.sink.spurious:
			lane.Discard()
			drops.Events = 0
			other.Close() // which is reported in the next round
		}
		return nil
	}
	pump.AddWatch(drops)
	over := make(chan error, 1)
	go func() { over <- pump.Run() }()
	select {
	case err := <-over:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Error("the loop hangs in a read")
		stdin.Close()
		<-over
	}
}
