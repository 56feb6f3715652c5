package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/xlat"
)

// Sendto is sendto(2). A nil address is NULL, as in send(2).
func (d *Door) Sendto(fd int, b []byte, flags int, to addr.Sockaddr) (int, error) {
	n, errno := d.again(unix.SYS_SENDTO, "sendto",
		num(fd), dataIn(b), size(len(b)), symbol(flags, showMsgFlags), nameIn(to), num(len(to)))
	return n, failure(errno)
}

// Recv is recvfrom(2) without an address, as in recv(2).
func (d *Door) Recv(fd int, b []byte, flags int) (int, error) {
	n, errno := d.again(unix.SYS_RECVFROM, "recvfrom",
		num(fd), dataOut(b), size(len(b)), symbol(flags, showMsgFlags), null(true), null(true))
	return n, failure(errno)
}

// Recvfrom is recvfrom(2). With MSG_TRUNC a datagram's n may exceed len(b).
func (d *Door) Recvfrom(fd int, b []byte, flags int) (n int, from addr.Sockaddr, err error) {
	name, l := newName()
	n, errno := d.again(unix.SYS_RECVFROM, "recvfrom",
		num(fd), dataOut(b), size(len(b)), symbol(flags, showMsgFlags), nameOut(name, l), length(l))
	return n, taken(name, l, errno), failure(errno)
}

// Recvmsg is recvmsg(2) into one buffer, without control data. It returns msg_flags too.
func (d *Door) Recvmsg(fd int, b []byte, flags int) (n int, from addr.Sockaddr, msgFlags int, err error) {
	m := newMessage(b)
	hdr := arg{mem: unsafe.Pointer(&m.hdr), out: true, show: showMsghdr}
	n, errno := d.again(unix.SYS_RECVMSG, "recvmsg", num(fd), hdr, symbol(flags, showMsgFlags))
	return n, taken(m.name, &m.hdr.Namelen, errno), int(m.hdr.Flags), failure(errno)
}

// A message is struct msghdr and what it points at. hdr stays first: the trace finds
// the rest from the address the kernel gets.
type message struct {
	hdr  unix.Msghdr
	iov  unix.Iovec
	name []byte
	data []byte

	control []byte
}

func newMessage(b []byte) *message {
	m := &message{name: make([]byte, addr.MaxLen), data: b}
	m.iov.Base = unsafe.SliceData(b)
	m.iov.SetLen(len(b))
	m.hdr.Name, m.hdr.Namelen = unsafe.SliceData(m.name), addr.MaxLen
	m.hdr.Iov = &m.iov
	m.hdr.SetIovlen(1)
	return m
}

func showMsghdr(a arg, r result) string {
	m := (*message)(a.mem)
	if r.errno != 0 {
		return showMsghdrFailed(m)
	}
	name, room := pointer(unsafe.Pointer(m.hdr.Name)), uint32(len(m.name))
	if m.hdr.Namelen > 0 {
		name = sockaddrText(m.name[:min(int(m.hdr.Namelen), len(m.name))])
	}
	namelen := fmt.Sprint(m.hdr.Namelen)
	if m.hdr.Namelen != room {
		namelen = fmt.Sprintf("%d => %d", room, m.hdr.Namelen)
	}
	return fmt.Sprintf("{msg_name=%s, msg_namelen=%s, %s, %s, msg_flags=%s}", name, namelen,
		m.iovText(int(r.ret)), controlText(m.received()), xlat.MsgFlags.Text(uint32(m.hdr.Flags)))
}

// iovText is the one buffer, of which n bytes hold something.
func (m *message) iovText(n int) string {
	return fmt.Sprintf("msg_iov=[{iov_base=%s, iov_len=%d}], msg_iovlen=1",
		xlat.Quote(m.data[:min(n, len(m.data))], xlat.StringLimit), len(m.data))
}

// showMsghdrFailed: a failed receive has filled nothing in.
func showMsghdrFailed(m *message) string {
	return fmt.Sprintf("{msg_namelen=%d}", m.hdr.Namelen)
}
