package sys

import (
	"fmt"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Poll calls poll(2). A negative timeout never expires. Other timeouts are rounded up to milliseconds, so Poll does not
// return early. It returns EINTR to the caller, which knows the remaining time.
func (d *Door) Poll(fds []unix.PollFd, timeout time.Duration) (int, error) {
	n, errno := d.poll(fds, timeout)
	return n, failure(errno)
}

// Await polls one descriptor until limit and returns the ready events, or 0 at the limit. A zero limit never passes.
// After a signal it continues with the remaining time.
func (d *Door) Await(fd int, events int16, limit time.Time) (int16, error) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: events}}
	_, err := d.AwaitAny(fds, limit)
	return fds[0].Revents, err
}

// AwaitAny is like Await for several descriptors. It returns how many are ready.
func (d *Door) AwaitAny(fds []unix.PollFd, limit time.Time) (int, error) {
	for {
		wait := pollForever
		if !limit.IsZero() {
			wait = max(0, time.Until(limit))
		}
		if n, err := d.Poll(fds, wait); err != unix.EINTR {
			return n, err
		}
	}
}

// Pause calls poll(2) with no descriptors and waits for t. A signal ends the wait early and is no error.
func (d *Door) Pause(t time.Duration) error {
	if _, err := d.Poll(nil, max(0, t)); err != unix.EINTR {
		return err
	}
	return nil
}

// Ppoll is ppoll(2) without a signal mask. A nil limit is NULL; else the kernel leaves there what remains of the time, with which the
// call goes on after a signal.
func (d *Door) Ppoll(fds []unix.PollFd, limit *unix.Timespec) (int, error) {
	for {
		n, errno := d.call(unix.SYS_PPOLL, "ppoll", pollFds(fds), num(len(fds)), timeLimit(limit), null(false), num(0))
		if errno != syscall.EINTR {
			return n, failure(errno)
		}
	}
}

// timeLimit is a time limit in which the kernel leaves the remaining time.
func timeLimit(ts *unix.Timespec) arg {
	if ts == nil {
		return null(false)
	}
	return arg{mem: unsafe.Pointer(ts), show: showTimespec}
}

// PeerEnded reports whether a seqpacket socket that has just returned 0 bytes is at the end of file: the peer has
// ended, and no bytes wait. Otherwise the message was empty. An empty message that is the last one cannot be
// distinguished from the end.
func (d *Door) PeerEnded(fd int) (bool, error) {
	ended, err := d.Await(fd, unix.POLLRDHUP, time.Now())
	if err != nil || ended == 0 {
		return false, err
	}
	n, err := d.Queued(fd)
	if Untold(err) {
		return true, nil
	}
	return err == nil && n == 0, err
}

// pollForever is the timeout that never expires.
const pollForever = -1 * time.Millisecond

func millis(d time.Duration) int {
	if d < 0 {
		return -1
	}
	return int((d + time.Millisecond - 1) / time.Millisecond)
}

func pollFds(fds []unix.PollFd) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(fds)), size: len(fds), show: showPollFds}
}

func showPollFds(a arg, _ result) string {
	if a.mem == nil {
		return "NULL"
	}
	fds := unsafe.Slice((*unix.PollFd)(a.mem), a.size)
	return arrayText(len(fds), func(i int) string {
		if fds[i].Fd < 0 {
			return fmt.Sprintf("{fd=%d}", fds[i].Fd)
		}
		return fmt.Sprintf("{fd=%d, events=%s}", fds[i].Fd, xlat.PollEvents.Text(uint32(fds[i].Events)))
	})
}

// polledRoom is the maximum length of strace's list of ready descriptors: its buffer minus the end of the list.
const polledRoom = 1024 - 2*unsafe.Sizeof(uintptr(0)) - 11

// showPolled prints the return value of poll(2) with the ready descriptors, and of ppoll(2) also the remaining time.
func showPolled(args []arg, r result) string {
	if r.ret == 0 {
		return "0 (Timeout)"
	}
	text, separator, shown := "[", "", 0
	for _, p := range unsafe.Slice((*unix.PollFd)(args[0].mem), args[0].size) {
		if p.Fd < 0 || p.Revents == 0 {
			continue
		}
		text += separator
		one := fmt.Sprintf("{fd=%d, revents=%s}", p.Fd, xlat.PollEvents.Text(uint32(p.Revents)))
		if shown == arrayMost || len(text)+len(one) >= int(polledRoom) {
			text += "..."
			break
		}
		text, separator, shown = text+one, ", ", shown+1
	}
	text += "]"
	if limit := args[2]; limit.mem != nil {
		text += ", left " + limit.show(limit, r)
	}
	return fmt.Sprintf("%d (%s)", r.ret, text)
}

// waitWritable serves say, which is not traced.
func waitWritable(fd int) error {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	var d Door
	for {
		if _, errno := d.poll(fds, pollForever); errno != syscall.EINTR {
			return failure(errno)
		}
	}
}

// Nap calls nanosleep(2). A signal ends it early.
func (d *Door) Nap(t time.Duration) {
	d.nap = unix.NsecToTimespec(int64(t))
	_, _ = d.within(t, unix.SYS_NANOSLEEP, "nanosleep",
		arg{mem: unsafe.Pointer(&d.nap), show: showTimespec}, null(false))
}

func showTimespec(a arg, _ result) string { return timespecText((*unix.Timespec)(a.mem)) }
