package sys

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A msgvec has the messages of one call. The headers in vec point to memory that list keeps alive.
type msgvec struct {
	vec     []mmsghdr
	headers []*header
}

func newMsgvec(messages []*Message) *msgvec {
	v := &msgvec{vec: make([]mmsghdr, len(messages)), headers: make([]*header, len(messages))}
	for i, m := range messages {
		v.headers[i] = newHeader(m)
		v.vec[i].Msghdr = v.headers[i].Msghdr
	}
	return v
}

// Sendmmsg calls sendmmsg(2). It returns the number of bytes of each message that was sent. The kernel may send fewer
// messages.
func (d *Door) Sendmmsg(fd int, messages []*Message, flags int) (sent []int, err error) {
	v := newMsgvec(messages)
	for i, m := range messages {
		v.headers[i].Namelen = uint32(d.nameLen(m.Name))
		v.vec[i].Namelen = v.headers[i].Namelen
	}
	n, errno := d.again(unix.SYS_SENDMMSG, "sendmmsg",
		num(fd), v.arg(showSent, true), num(len(messages)).late(), symbol(flags, showMsgFlags).late())
	return v.lengths(n, errno), failure(errno)
}

// Recvmmsg calls recvmmsg(2). A nil timeout is NULL. It returns the number of bytes of each received message.
func (d *Door) Recvmmsg(fd int, messages []*Message, flags int, timeout *unix.Timespec) (got []int, err error) {
	v := newMsgvec(messages)
	n, errno := d.again(unix.SYS_RECVMMSG, "recvmmsg",
		num(fd), v.arg(showReceived, false), num(len(messages)).late(), symbol(flags, showMsgFlags).late(), timespec(timeout))
	got = v.lengths(n, errno)
	for i := range got {
		v.headers[i].Msghdr = v.vec[i].Msghdr
		v.headers[i].fill()
	}
	return got, failure(errno)
}

// lengths returns the byte counts of the messages that the call has sent or received.
func (v *msgvec) lengths(n int, errno unix.Errno) (list []int) {
	if errno == 0 {
		for _, h := range v.vec[:n] {
			list = append(list, int(h.len))
		}
	}
	runtime.KeepAlive(v.headers)
	return list
}

// arg returns the vector as an argument. Its text is known after the call. strace prints the received messages, each
// with show, or all messages to send; those that the kernel has not sent have no length.
func (v *msgvec) arg(show func(arg, result) string, sends bool) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(v.vec)), out: true, show: func(a arg, r result) string {
		taken := 0
		if r.errno == 0 {
			taken = int(r.ret)
		}
		switch {
		case sends:
			return v.text(len(v.vec), taken, show)
		case r.errno == 0:
			return v.text(taken, taken, show)
		}
		return pointer(a.mem)
	}}
}

// text prints the first n messages.
func (v *msgvec) text(n, taken int, show func(arg, result) string) string {
	return arrayText(n, func(i int) string {
		h, entry := *v.headers[i], v.vec[i]
		h.Msghdr = entry.Msghdr
		text := "{msg_hdr=" + show(arg{mem: unsafe.Pointer(&h)}, result{ret: uintptr(entry.len)})
		if i < taken {
			text += fmt.Sprintf(", msg_len=%d", entry.len)
		}
		return text + "}"
	})
}

// showLeft prints the return value of recvmmsg(2) with the remaining time.
func showLeft(args []arg, r result) string {
	limit := args[len(args)-1]
	switch {
	case r.ret == 0:
		return "0 (Timeout)"
	case limit.mem == nil:
		return fmt.Sprint(int(r.ret))
	}
	return fmt.Sprintf("%d (left %s)", r.ret, timespecText((*unix.Timespec)(limit.mem)))
}

// timespecText prints struct timespec. strace prints its nanoseconds as unsigned.
func timespecText(ts *unix.Timespec) string {
	return fmt.Sprintf("{tv_sec=%d, tv_nsec=%d}", ts.Sec, uint64(ts.Nsec))
}

// timespec is a time limit in which the kernel leaves the remaining time. strace prints its value before the call.
func timespec(ts *unix.Timespec) arg {
	if ts == nil {
		return null(true)
	}
	text := timespecText(ts)
	return arg{mem: unsafe.Pointer(ts), out: true, show: func(arg, result) string { return text }}
}
