package sys

import (
	"encoding/binary"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/sockopt/cmsg"
)

// SendSegments calls sendmsg(2) with UDP_SEGMENT, udp(7): b holds several datagrams of size bytes, of which the last
// may be shorter. The kernel sends all or none.
func (d *Door) SendSegments(fd int, b []byte, size, flags int) (int, error) {
	control := cmsg.Marshal([]cmsg.Setting{
		{Level: unix.SOL_UDP, Type: unix.UDP_SEGMENT, Data: binary.NativeEndian.AppendUint16(nil, uint16(size))},
	})
	return d.Sendmsg(fd, &Message{Buffers: [][]byte{b}, Control: control}, flags)
}

// A Batch is the memory for several datagrams. After RecvBatch it has the received ones.
type Batch struct {
	headers []mmsghdr
	iovs    []unix.Iovec
	names   []byte
	data    []byte
	control []byte
	size    int
}

// segmentRoom is the size of a control message with an int.
func segmentRoom() int { return unix.CmsgSpace(4) }

// mmsghdr is struct mmsghdr.
type mmsghdr struct {
	unix.Msghdr
	len uint32
}

// NewBatch returns a Batch for n datagrams of up to size bytes.
func NewBatch(n, size int) *Batch {
	b := &Batch{
		headers: make([]mmsghdr, n), iovs: make([]unix.Iovec, n),
		names: make([]byte, n*addr.MaxLen), data: make([]byte, n*size), size: size,
		control: make([]byte, n*segmentRoom()),
	}
	for i := range b.headers {
		b.iovs[i].Base = &b.data[i*size]
		b.iovs[i].SetLen(size)
		h := &b.headers[i]
		h.Name, h.Iov = &b.names[i*addr.MaxLen], &b.iovs[i]
		h.SetIovlen(1)
		h.Control = &b.control[i*segmentRoom()]
	}
	return b
}

// Len returns the full length of datagram i if MSG_TRUNC was set.
func (b *Batch) Len(i int) int { return int(b.headers[i].len) }

// Data returns the received bytes of datagram i.
func (b *Batch) Data(i int) []byte { return b.data[i*b.size:][:min(b.Len(i), b.size)] }

// Name returns the sender of datagram i.
func (b *Batch) Name(i int) addr.Sockaddr {
	return addr.Sockaddr(b.names[i*addr.MaxLen:][:min(int(b.headers[i].Namelen), addr.MaxLen)])
}

// Segment returns the size of the datagrams that the kernel has joined to datagram i (UDP_GRO, udp(7)); the last one
// may be shorter. It returns the length of datagram i if that is not joined.
func (b *Batch) Segment(i int) int {
	list, err := unix.ParseSocketControlMessage(b.headers[i].received())
	if err != nil || len(list) == 0 || list[0].Header.Level != unix.SOL_UDP || list[0].Header.Type != unix.UDP_GRO {
		return b.Len(i)
	}
	return int(int32(binary.NativeEndian.Uint32(list[0].Data)))
}

// received returns the control data that was received.
func (h *mmsghdr) received() []byte {
	return unsafe.Slice(h.Control, min(int(h.Controllen), segmentRoom()))
}

// JoinDatagrams sets UDP_GRO: the kernel may then join datagrams of one sender.
func (d *Door) JoinDatagrams(fd int) error {
	return d.SetsockoptInt(fd, unix.SOL_UDP, unix.UDP_GRO, 1)
}

// Widen sets SO_RCVBUF to the maximum that the kernel allows. The kernel doubles the value.
func (d *Door) Widen(fd int) error {
	const most = 16 << 20 // net.core.rmem_max is smaller on nearly all systems
	return d.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, most)
}

// RecvBatch calls recvmmsg(2) without a timeout. It returns the number of received datagrams.
func (d *Door) RecvBatch(fd int, b *Batch, flags int) (int, error) {
	for i := range b.headers {
		b.headers[i].Namelen = addr.MaxLen
		b.headers[i].SetControllen(segmentRoom())
	}
	list := arg{mem: unsafe.Pointer(unsafe.SliceData(b.headers)), out: true, show: showBatch}
	n, errno := d.again(unix.SYS_RECVMMSG, "recvmmsg",
		num(fd), list, num(len(b.headers)), symbol(flags, showMsgFlags), null(true))
	return moved(n, errno)
}

func showBatch(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	headers := unsafe.Slice((*mmsghdr)(a.mem), int(r.ret))
	return arrayText(len(headers), func(i int) string { return headers[i].text() })
}

// text prints one datagram, which has one buffer.
func (h *mmsghdr) text() string {
	buffers := buffersText([][]byte{unsafe.Slice(h.Iov.Base, h.Iov.Len)}, int(h.len))
	return fmt.Sprintf("{msg_hdr=%s, msg_len=%d}", receivedText(&h.Msghdr, addr.MaxLen, buffers, h.received()), h.len)
}
