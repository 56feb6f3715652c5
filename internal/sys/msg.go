package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// Sendto calls sendto(2). A nil address is NULL, as in send(2).
func (d *Door) Sendto(fd int, b []byte, flags int, to addr.Sockaddr) (int, error) {
	length := d.nameLen(to)
	n, errno := d.soon(unix.SYS_SENDTO, "sendto",
		num(fd), dataIn(b), size(len(b)), symbol(flags, showMsgFlags), nameIn(to, length), num(length))
	return moved(n, errno)
}

// Recv calls recvfrom(2) without an address, as recv(2) does.
func (d *Door) Recv(fd int, b []byte, flags int) (int, error) {
	n, errno := d.soon(unix.SYS_RECVFROM, "recvfrom",
		num(fd), dataOut(b), size(len(b)), symbol(flags, showMsgFlags), null(true), null(true))
	return moved(n, errno)
}

// Recvfrom calls recvfrom(2). With MSG_TRUNC, n can exceed len(b) for a datagram.
func (d *Door) Recvfrom(fd int, b []byte, flags int) (n int, from addr.Sockaddr, err error) {
	name, l := newName()
	n, errno := d.again(unix.SYS_RECVFROM, "recvfrom",
		num(fd), dataOut(b), size(len(b)), symbol(flags, showMsgFlags), nameOut(name, l), length(l))
	n, err = moved(n, errno)
	return n, taken(name, l, errno), err
}

// A Message is struct msghdr. Recvmsg takes its slices as the available room, and shortens them to what the kernel has
// filled.
type Message struct {
	Name    addr.Sockaddr // msg_name; nil is NULL
	Buffers [][]byte      // msg_iov
	Control []byte        // msg_control; nil is NULL
	Flags   int           // msg_flags; only recvmsg(2) sets it
}

// NewMessage returns a Message to receive into: b for the data, room for control data of the given size, and room for
// any address.
func NewMessage(b []byte, control int) *Message {
	m := &Message{Name: make(addr.Sockaddr, addr.MaxLen), Buffers: [][]byte{b}}
	if control > 0 {
		m.Control = make([]byte, control)
	}
	return m
}

// Sendmsg calls sendmsg(2). It returns the number of bytes sent.
func (d *Door) Sendmsg(fd int, m *Message, flags int) (int, error) {
	h := newHeader(m)
	h.Namelen = uint32(d.nameLen(m.Name))
	n, errno := d.again(unix.SYS_SENDMSG, "sendmsg",
		num(fd), arg{mem: unsafe.Pointer(h), show: showSent}, symbol(flags, showMsgFlags))
	return moved(n, errno)
}

// Recvmsg calls recvmsg(2). With MSG_TRUNC, n can exceed the room in the buffers.
func (d *Door) Recvmsg(fd int, m *Message, flags int) (int, error) {
	h := newHeader(m)
	n, errno := d.again(unix.SYS_RECVMSG, "recvmsg",
		num(fd), arg{mem: unsafe.Pointer(h), out: true, show: showReceived}, symbol(flags, showMsgFlags))
	if errno == 0 {
		h.fill()
	}
	return moved(n, errno)
}

// A header is a message in the kernel's form. Its Msghdr has to stay first: the trace finds the rest from the address
// that the kernel gets.
type header struct {
	unix.Msghdr
	m   *Message
	iov []unix.Iovec
}

func newHeader(m *Message) *header {
	h := &header{m: m, iov: make([]unix.Iovec, len(m.Buffers))}
	for i, b := range m.Buffers {
		h.iov[i].Base = unsafe.SliceData(b)
		h.iov[i].SetLen(len(b))
	}
	h.Name, h.Namelen = unsafe.SliceData(m.Name), uint32(len(m.Name))
	h.Iov = unsafe.SliceData(h.iov)
	if len(h.iov) == 0 {
		h.Iov = nil
	}
	h.SetIovlen(len(h.iov))
	h.Control = unsafe.SliceData(m.Control)
	h.SetControllen(len(m.Control))
	return h
}

// fill updates the message from what the kernel has written.
func (h *header) fill() { h.m.Name, h.m.Control, h.m.Flags = h.name(), h.control(), int(h.Flags) }

// name and control return what the kernel has filled. Its length can exceed the room.
func (h *header) name() addr.Sockaddr { return h.m.Name[:min(int(h.Namelen), len(h.m.Name))] }

func (h *header) control() []byte { return h.m.Control[:min(int(h.Controllen), len(h.m.Control))] }

func showSent(a arg, _ result) string {
	h := (*header)(a.mem)
	size := int(int32(h.Namelen))
	name := nameText(unsafe.Pointer(h.Name), min(size, len(h.m.Name)))
	return fmt.Sprintf("{msg_name=%s, msg_namelen=%d, %s, %s, msg_flags=0}",
		name, size, buffersText(h.m.Buffers, -1), controlText(h.m.Control))
}

func showReceived(a arg, r result) string {
	h := (*header)(a.mem)
	if r.errno != 0 { // the kernel has written nothing
		return fmt.Sprintf("{msg_namelen=%d}", h.Namelen)
	}
	return receivedText(&h.Msghdr, len(h.m.Name), buffersText(h.m.Buffers, int(r.ret)), h.control())
}

// receivedText prints struct msghdr after recvmsg(2). room is the size of the buffer for the name.
func receivedText(h *unix.Msghdr, room int, buffers string, control []byte) string {
	name, namelen := nameText(unsafe.Pointer(h.Name), min(int(h.Namelen), room)), fmt.Sprint(h.Namelen)
	if h.Namelen != uint32(room) {
		namelen = fmt.Sprintf("%d => %d", room, h.Namelen)
	}
	return fmt.Sprintf("{msg_name=%s, msg_namelen=%s, %s, %s, msg_flags=%s}",
		name, namelen, buffers, controlText(control), xlat.MsgFlags.Text(uint32(h.Flags)))
}

// buffersText prints msg_iov, of which the first n bytes have data; all of them if n is negative.
func buffersText(buffers [][]byte, n int) string {
	if len(buffers) == 0 {
		return "msg_iov=NULL, msg_iovlen=0"
	}
	list := arrayText(len(buffers), func(i int) string {
		b := buffers[i]
		held := len(b)
		if n >= 0 {
			held = min(n, len(b))
			n -= held
		}
		return fmt.Sprintf("{iov_base=%s, iov_len=%d}", xlat.Quote(b[:held], xlat.StringLimit), len(b))
	})
	return fmt.Sprintf("msg_iov=%s, msg_iovlen=%d", list, len(buffers))
}
