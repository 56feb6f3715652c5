package sys

import (
	"fmt"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// An EpollEvent is struct epoll_event.
type EpollEvent = unix.EpollEvent

// EpollCreate calls epoll_create1(2) with EPOLL_CLOEXEC.
func (d *Door) EpollCreate() (int, error) {
	flags := symbol(unix.EPOLL_CLOEXEC, func(arg, result) string { return "EPOLL_CLOEXEC" })
	fd, errno := d.again(unix.SYS_EPOLL_CREATE1, "epoll_create1", flags)
	return d.fresh(fd), failure(errno)
}

// EpollCtl calls epoll_ctl(2). op is EPOLL_CTL_ADD, EPOLL_CTL_MOD, or EPOLL_CTL_DEL, which takes no event.
func (d *Door) EpollCtl(epoll, op, fd int, events uint32) error {
	event := null(false)
	if op != unix.EPOLL_CTL_DEL {
		event = arg{mem: unsafe.Pointer(&unix.EpollEvent{Events: events, Fd: int32(fd)}), show: showEpollEvent}
	}
	_, errno := d.again(unix.SYS_EPOLL_CTL, "epoll_ctl", num(epoll), symbol(op, showEpollOp), num(fd), event)
	return failure(errno)
}

func showEpollOp(a arg, _ result) string { return xlat.EpollOps.Text(uint32(a.word)) }

func showEpollEvent(a arg, _ result) string { return epollText((*unix.EpollEvent)(a.mem)) }

func epollText(e *unix.EpollEvent) string {
	data := uint64(uint32(e.Fd)) | uint64(uint32(e.Pad))<<32
	return fmt.Sprintf("{events=%s, data={u32=%d, u64=%d}}", xlat.EpollEvents.Text(e.Events), uint32(e.Fd), data)
}

// EpollWait calls epoll_pwait(2) without a signal mask: every architecture has it. The timeout is as in Poll.
func (d *Door) EpollWait(epoll int, events []EpollEvent, timeout time.Duration) (int, error) {
	const sigsetSize = 8
	room := arg{mem: unsafe.Pointer(unsafe.SliceData(events)), size: len(events), out: true, show: showEpollEvents}
	n, errno := d.within(timeout, unix.SYS_EPOLL_PWAIT, "epoll_pwait", num(epoll), room, num(len(events)), num(millis(timeout)),
		null(false), num(sigsetSize))
	return n, failure(errno)
}

// EpollAwait waits like EpollWait until the limit. A zero limit never passes. After a signal it continues with the
// remaining time.
func (d *Door) EpollAwait(epoll int, events []EpollEvent, limit time.Time) (int, error) {
	for {
		wait := pollForever
		if !limit.IsZero() {
			wait = max(0, time.Until(limit))
		}
		if n, err := d.EpollWait(epoll, events, wait); err != unix.EINTR {
			return n, err
		}
	}
}

func showEpollEvents(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	events := unsafe.Slice((*unix.EpollEvent)(a.mem), int(r.ret))
	return arrayText(len(events), func(i int) string { return epollText(&events[i]) })
}
