package sys

import (
	"fmt"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// An envelope is the messages of one call, each of any form. What the headers point at, the headers of the list keep alive.
type envelope struct {
	vector []mmsghdr
	list   []*header
}

func newEnvelope(messages []*Message) *envelope {
	b := &envelope{vector: make([]mmsghdr, len(messages))}
	for i, m := range messages {
		h := newHeader(m)
		b.list, b.vector[i].Msghdr = append(b.list, h), h.Msghdr
	}
	return b
}

// Sendmmsg is sendmmsg(2). It returns how many bytes each message had that was sent, of which there may be fewer than
// messages.
func (d *Door) Sendmmsg(fd int, messages []*Message, flags int) (sent []int, err error) {
	b := newEnvelope(messages)
	n, errno := d.again(unix.SYS_SENDMMSG, "sendmmsg",
		num(fd), b.arg(showSent, true), num(len(messages)).late(), symbol(flags, showMsgFlags).late())
	return b.lengths(n, errno), failure(errno)
}

// Recvmmsg is recvmmsg(2). A nil timeout is NULL. It returns how many bytes each message has that came.
func (d *Door) Recvmmsg(fd int, messages []*Message, flags int, timeout *unix.Timespec) (got []int, err error) {
	b := newEnvelope(messages)
	n, errno := d.again(unix.SYS_RECVMMSG, "recvmmsg",
		num(fd), b.arg(showReceived, false), num(len(messages)).late(), symbol(flags, showMsgFlags).late(), timespec(timeout))
	for i := range b.lengths(n, errno) {
		h := b.list[i]
		h.Msghdr = b.vector[i].Msghdr
		h.m.Name, h.m.Control, h.m.Flags = h.name(), h.control(), int(h.Flags)
	}
	return b.lengths(n, errno), failure(errno)
}

// lengths are those of the messages that the call took.
func (b *envelope) lengths(n int, errno unix.Errno) (list []int) {
	if errno == 0 {
		for _, v := range b.vector[:n] {
			list = append(list, int(v.len))
		}
	}
	runtime.KeepAlive(b.list)
	return list
}

// arg is the vector. Its text is known when the call is over: then strace shows the messages that went, each as show
// does, and those of a send that failed without their lengths.
func (b *envelope) arg(show func(arg, result) string, sends bool) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(b.vector)), out: true, show: func(a arg, r result) string {
		switch {
		case r.errno == 0:
			return b.text(int(r.ret), show, true)
		case sends:
			return b.text(len(b.vector), show, false)
		}
		return pointer(a.mem)
	}}
}

func (b *envelope) text(n int, show func(arg, result) string, lengths bool) string {
	return arrayText(n, func(i int) string {
		h, v := *b.list[i], b.vector[i]
		h.Msghdr = v.Msghdr
		text := "{msg_hdr=" + show(arg{mem: unsafe.Pointer(&h)}, result{ret: uintptr(v.len)})
		if lengths {
			text += fmt.Sprintf(", msg_len=%d", v.len)
		}
		return text + "}"
	})
}

// showLeft is recvmmsg's return value, with what is left of its time.
func showLeft(args []arg, r result) string {
	limit := args[len(args)-1]
	if limit.mem == nil || r.ret == 0 {
		return fmt.Sprint(int(r.ret))
	}
	return fmt.Sprintf("%d (left %s)", r.ret, timespecText((*unix.Timespec)(limit.mem)))
}

func timespecText(ts *unix.Timespec) string {
	return fmt.Sprintf("{tv_sec=%d, tv_nsec=%d}", ts.Sec, ts.Nsec)
}

// timespec is a time limit that the kernel reads, and makes what is left of it. strace shows it as it was.
func timespec(ts *unix.Timespec) arg {
	if ts == nil {
		return null(true)
	}
	text := timespecText(ts)
	return arg{mem: unsafe.Pointer(ts), out: true, show: func(arg, result) string { return text }}
}
