package sys

import (
	"syscall"
	"time"
)

// BypassWait is the longest wait of a call that bypasses the Go scheduler.
const BypassWait = 10 * time.Millisecond

// BypassScheduler makes calls bypass the Go scheduler, or not, and reports whether they do now: every non-blocking call, and Poll,
// EpollWait and Nap with a timeout of up to BypassWait. Traced calls never do, because their speed does not matter.
//
// The scheduler takes the processor away from a locked thread in a call whenever it looks, every 20 µs. The thread then
// has to get the processor back and to wake the scheduler. These are four of five calls of futex(2) and nanosleep(2),
// and up to a quarter of the time of a pump.
//
// During such a call, neither another goroutine nor the garbage collector gets the processor. That is why a call
// that may wait long is never one.
func (d *Door) BypassScheduler(on bool) bool {
	d.bypass = on && d.trace == nil
	return d.bypass
}

// soon is like again for non-blocking calls. It bypasses the scheduler if that is on.
func (d *Door) soon(nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	for {
		if n, errno := d.make(d.bypass, nr, name, args); errno != syscall.EINTR {
			return n, errno
		}
	}
}

// within is like call for a call with a timeout. It bypasses the scheduler if that is on and the timeout is short. A negative
// timeout is endless.
func (d *Door) within(timeout time.Duration, nr uintptr, name string, args ...arg) (int, syscall.Errno) {
	return d.make(d.bypass && timeout >= 0 && timeout <= BypassWait, nr, name, args)
}
