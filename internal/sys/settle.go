package sys

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// The poller of Go's runtime has two descriptors of its own, an epoll and an event. The runtime makes them at its first timer,
// which can be one of the garbage collector's, and a program that has no descriptor left at that moment dies.
const runtimeOwn = 2

const (
	// fewMost is the limit up to which they are made at the start. A process that may have more has them made when its own
	// reach manyLeast, as most commands never do: it takes a thread, and so a tenth of their life.
	fewMost   = 64
	manyLeast = 16
	// runtimeEnd bounds from above the numbers of those that are made at the start. Below it sockets have the numbers that
	// they would have without them.
	runtimeEnd = 32
)

// Settle has the runtime make its descriptors now. It fails if there are none left.
func Settle() (err error) {
	Elsewhere(func() { err = settle(runtimeEnd) })
	return err
}

// fresh is told of every new descriptor. It returns it.
func (d *Door) fresh(fd int) int {
	if fd >= manyLeast && !d.settled {
		d.settled = true
		Elsewhere(func() { _ = settle(0) })
	}
	return fd
}

// settle starts the runtime's poller. The free descriptors below end are taken meanwhile, and given back.
func settle(end int) error {
	taken, err := takeBelow(end)
	if len(taken) < runtimeOwn {
		closeAll(taken)
		return fail.WithHint(fail.At("epoll_create1", "", err), "sock needs two descriptors for itself; raise the limit with ulimit -n")
	}
	last := len(taken) - runtimeOwn
	closeAll(taken[last:])
	time.AfterFunc(time.Hour, func() {}).Stop()
	closeAll(taken[:last])
	return nil
}

// takeBelow takes the free descriptors below end, or the next ones if fewer than the runtime's are, in ascending order.
func takeBelow(end int) (taken []int, err error) {
	fd, err := unix.Eventfd(0, unix.EFD_CLOEXEC)
	for err == nil {
		taken = append(taken, fd)
		if fd >= end-1 && len(taken) >= runtimeOwn {
			return taken, nil
		}
		fd, err = unix.FcntlInt(uintptr(taken[0]), unix.F_DUPFD_CLOEXEC, 0)
	}
	return taken, err
}

func closeAll(fds []int) {
	for _, fd := range fds {
		_ = unix.Close(fd)
	}
}
