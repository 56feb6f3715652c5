package sys

import (
	"fmt"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Poll is poll(2). A negative timeout waits for ever; others round up to milliseconds, so that
// nobody is woken before the time. EINTR is returned to the caller, who knows how long is left.
func (d *Door) Poll(fds []unix.PollFd, timeout time.Duration) (int, error) {
	n, errno := d.poll(fds, timeout)
	return n, failure(errno)
}

// pollForever is the timeout that is none.
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

// pollShown is how many elements strace shows of an array, as many as bytes of a string.
const pollShown = xlat.StringLimit

func showPollFds(a arg, _ result) string {
	if a.mem == nil {
		return "NULL"
	}
	fds := unsafe.Slice((*unix.PollFd)(a.mem), a.size)
	var list []string
	for i, p := range fds {
		switch {
		case i == pollShown:
			return "[" + strings.Join(list, ", ") + ", ...]"
		case p.Fd < 0:
			list = append(list, fmt.Sprintf("{fd=%d}", p.Fd))
		default:
			list = append(list, fmt.Sprintf("{fd=%d, events=%s}", p.Fd, xlat.PollEvents.Text(uint32(p.Events))))
		}
	}
	return "[" + strings.Join(list, ", ") + "]"
}

// showPolled is poll's return value with what became ready.
func showPolled(a arg, r result) string {
	if r.ret == 0 {
		return "0 (Timeout)"
	}
	var list []string
	for _, p := range unsafe.Slice((*unix.PollFd)(a.mem), a.size) {
		if p.Fd < 0 || p.Revents == 0 {
			continue
		}
		if len(list) == pollShown {
			list = append(list, "...")
			break
		}
		list = append(list, fmt.Sprintf("{fd=%d, revents=%s}", p.Fd, xlat.PollEvents.Text(uint32(p.Revents))))
	}
	return fmt.Sprintf("%d ([%s])", r.ret, strings.Join(list, ", "))
}

// waitWritable serves say, which is not traced.
func waitWritable(fd int) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	var d Door
	for {
		if _, errno := d.poll(fds, pollForever); errno != syscall.EINTR {
			return
		}
	}
}
