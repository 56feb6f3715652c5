//go:build !(amd64 || 386 || arm || s390x)

package sys

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// poll calls ppoll(2) where the kernel has no poll(2): without a signal mask, and with the timeout as a timespec.
func (d *Door) poll(fds []unix.PollFd, timeout time.Duration) (int, syscall.Errno) {
	var limit *unix.Timespec
	if ms := millis(timeout); ms >= 0 {
		ts := unix.NsecToTimespec(int64(ms) * int64(time.Millisecond))
		limit = &ts
	}
	return d.within(timeout, unix.SYS_PPOLL, "ppoll", pollFds(fds), num(len(fds)), timeLimit(limit), null(false), num(0))
}
