package sys

import (
	"syscall"
	"time"
)

// BriskWait is the longest that a wait takes while calls are brisk.
const BriskWait = 10 * time.Millisecond

// Brisk has the calls that never wait, and Poll, EpollWait and Nap for up to BriskWait, made without a word to the runtime's
// scheduler; false, as always. It reports whether they are: traced ones are not, where time does not count.
//
// The scheduler takes the processor from a locked thread that is in a call whenever it looks, every 20 µs, and the
// thread has to get it back and to wake the scheduler for its next look: four of five calls of futex(2) and nanosleep(2),
// and up to a quarter of the time of a pump.
//
// A goroutine that waits for the processor gets it between two calls, and so does a collection of garbage. That is why
// nothing that may wait for long is brisk.
func (d *Door) Brisk(on bool) bool {
	d.brisk = on && d.trace == nil
	return d.brisk
}

// soon is again for calls that never wait.
func (d *Door) soon(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.make(d.brisk, nr, name, args); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// within is call for one that waits no longer than a timeout.
func (d *Door) within(timeout time.Duration, nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(d.brisk && timeout >= 0 && timeout <= BriskWait, nr, name, args)
}
