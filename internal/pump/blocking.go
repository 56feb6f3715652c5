package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// RunBlocking moves the bytes of one lane whose sink waits for room itself, or fails. poll(2) before each message would wait
// without the sink's limit, and would also wait where the sink must not.
func (l *Lane) RunBlocking(door *sys.Door) error {
	l.attach(&ways{door: door})
	for !l.phase.over() {
		if err := l.step(door); err != nil {
			return err
		}
	}
	return nil
}

// step sends a message, or reads when there is none.
func (l *Lane) step(door *sys.Door) error {
	if l.wantsOut() {
		if err := l.send(); err != nil {
			return err
		}
		return l.settle()
	}
	l.missed = false
	if err := l.receive(); err != nil {
		return err
	}
	if l.missed { // another process's O_NONBLOCK on a shared description
		if _, err := door.Await(l.From.FD(), unix.POLLIN, time.Time{}); err != nil {
			return fail.At("poll", "", err)
		}
	}
	return l.settle()
}
