package sys

import (
	"syscall"
	"time"
)

// BriskWait is the longest that a wait takes while calls are brisk.
const BriskWait = 10 * time.Millisecond

// Brisk has, if on, the calls that never wait, and Poll, EpollWait and Nap for up to BriskWait, made past the runtime's
// scheduler, and else all made as usual. It returns what is now the case: traced calls are never brisk, for there
// time does not count.
//
// The scheduler takes the processor from a locked thread that is in a call whenever it looks, every 20 µs, and the
// thread has to get it back and to wake the scheduler for its next look: four of five calls of futex(2) and nanosleep(2),
// and up to a quarter of the time of a pump.
//
// A goroutine that waits for the processor gets it between two calls only, and so does the garbage collector. That is why
// nothing that may wait for long is brisk.
func (d *Door) Brisk(on bool) bool {
	d.brisk = on && d.trace == nil
	return d.brisk
}

// soon is again, brisk where it may be, for calls that never wait.
func (d *Door) soon(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.make(d.brisk, nr, name, args); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// within is call, brisk where it may be, for one that waits no longer than a timeout; negative is for ever.
func (d *Door) within(timeout time.Duration, nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(d.brisk && timeout >= 0 && timeout <= BriskWait, nr, name, args)
}
