package sys

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// The poller of the Go runtime has two descriptors: an epoll and an eventfd. The runtime makes them at its first timer,
// possibly for the garbage collector. A program without a free descriptor at that moment dies.
const runtimeOwn = 2

const (
	// fewMost is the limit up to which they are made at the start. A process that may have more makes them when its own
	// descriptors reach manyLeast. Most commands never do; it takes a thread, and so a tenth of their running time.
	fewMost   = 64
	manyLeast = 16
	// runtimeEnd is above the numbers of those that are made at the start. Sockets get the same numbers below it as without
	// them.
	runtimeEnd = 32
)

// Settle makes the Go runtime open its descriptors now. It fails if there are none left.
func Settle() (err error) {
	Elsewhere(func() { err = settle(runtimeEnd) })
	return err
}

// fresh has to be called for every new descriptor, which it returns. It calls Settle in time.
func (d *Door) fresh(fd int) int {
	if fd >= manyLeast && !d.settled {
		d.settled = true
		Elsewhere(func() { _ = settle(0) })
	}
	return fd
}

// settle starts the runtime's poller. Meanwhile it occupies the free descriptors below end.
func settle(end int) error {
	taken, err := takeBelow(end)
	if len(taken) < runtimeOwn {
		closeAll(taken)
		return fail.WithHint(fail.At("epoll_create1", "", err), "sock needs two more descriptors; raise the limit with ulimit -n")
	}
	last := len(taken) - runtimeOwn
	closeAll(taken[last:])
	time.AfterFunc(time.Hour, func() {}).Stop()
	closeAll(taken[:last])
	return nil
}

// takeBelow occupies the free descriptors below end, or the next ones if the runtime needs more, in ascending order.
func takeBelow(end int) (taken []int, err error) {
	fd, err := ownEventfd(0, unix.EFD_CLOEXEC)
	for err == nil {
		taken = append(taken, fd)
		if fd >= end-1 && len(taken) >= runtimeOwn {
			return taken, nil
		}
		fd, err = ownFcntlInt(uintptr(taken[0]), unix.F_DUPFD_CLOEXEC, 0)
	}
	return taken, err
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = ownClose(fd)
	}
}
