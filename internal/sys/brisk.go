package sys

import (
	"syscall"
	"time"
)

// BriskWait is the longest wait of a brisk call.
const BriskWait = 10 * time.Millisecond

// Brisk switches brisk calls on or off, and reports whether they are on now. A brisk call bypasses the Go scheduler: every
// non-blocking call, and Poll, EpollWait and Nap with a timeout of up to BriskWait. Traced calls are never brisk, because
// their speed does not matter.
//
// The scheduler takes the processor away from a locked thread in a call whenever it looks, every 20 µs. The thread then
// has to get the processor back and to wake the scheduler. These are four of five calls of futex(2) and nanosleep(2),
// and up to a quarter of the time of a pump.
//
// While a call is brisk, neither another goroutine nor the garbage collector gets the processor. That is why a call
// that may wait long is never brisk.
func (d *Door) Brisk(on bool) bool {
	d.brisk = on && d.trace == nil
	return d.brisk
}

// soon is like again for non-blocking calls. It is brisk if that is on.
func (d *Door) soon(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.make(d.brisk, nr, name, args); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// within is like call for a call with a timeout, which is brisk if that is on and the timeout is short. A negative
// timeout is endless.
func (d *Door) within(timeout time.Duration, nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(d.brisk && timeout >= 0 && timeout <= BriskWait, nr, name, args)
}
