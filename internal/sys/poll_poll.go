//go:build amd64 || 386 || arm || s390x

package sys

import (
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

func (d *Door) poll(fds []unix.PollFd, timeout time.Duration) (int, syscall.Errno) {
	return d.within(timeout, unix.SYS_POLL, "poll", pollFds(fds), num(len(fds)), num(millis(timeout)))
}
