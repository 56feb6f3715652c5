package sys

import (
	"encoding/binary"
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/sockopt"
)

// SendSegments is sendmsg(2) of several datagrams in one buffer, each of size bytes and the last perhaps shorter
// (UDP_SEGMENT of udp(7)): the kernel takes all or none.
func (d *Door) SendSegments(fd int, b []byte, size, flags int) (int, error) {
	control := sockopt.Marshal([]sockopt.ControlSetting{
		{Level: unix.SOL_UDP, Type: unix.UDP_SEGMENT, Data: binary.NativeEndian.AppendUint16(nil, uint16(size))},
	})
	return d.Sendmsg(fd, &Message{Buffers: [][]byte{b}, Control: control}, flags)
}

// A Batch is room for several datagrams, and after RecvBatch what came.
type Batch struct {
	headers []mmsghdr
	iovs    []unix.Iovec
	names   []byte
	data    []byte
	control []byte
	size    int
}

// segmentRoom is room for one control message with an int.
func segmentRoom() int { return unix.CmsgSpace(4) }

// mmsghdr is struct mmsghdr.
type mmsghdr struct {
	unix.Msghdr
	len uint32
}

// NewBatch returns room for n datagrams of up to size bytes.
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

// Len returns the true length of datagram i, if MSG_TRUNC asked for it.
func (b *Batch) Len(i int) int { return int(b.headers[i].len) }

// Data returns what there was room for of datagram i.
func (b *Batch) Data(i int) []byte { return b.data[i*b.size:][:min(b.Len(i), b.size)] }

// Name returns the sender of datagram i.
func (b *Batch) Name(i int) addr.Sockaddr {
	return addr.Sockaddr(b.names[i*addr.MaxLen:][:min(int(b.headers[i].Namelen), addr.MaxLen)])
}

// Segment returns the size of the datagrams that the kernel has joined to datagram i, of which the last may be
// shorter (UDP_GRO of udp(7)); its own length if it is one.
func (b *Batch) Segment(i int) int {
	list, err := unix.ParseSocketControlMessage(b.headers[i].received())
	if err != nil || len(list) == 0 || list[0].Header.Level != unix.SOL_UDP || list[0].Header.Type != unix.UDP_GRO {
		return b.Len(i)
	}
	return int(int32(binary.NativeEndian.Uint32(list[0].Data)))
}

// received is the control data that came.
func (h *mmsghdr) received() []byte {
	return unsafe.Slice(h.Control, min(int(h.Controllen), segmentRoom()))
}

// JoinDatagrams is setsockopt(UDP_GRO): datagrams of one sender may come joined.
func (d *Door) JoinDatagrams(fd int) error {
	return d.SetsockoptInt(fd, unix.SOL_UDP, unix.UDP_GRO, 1)
}

// Widen is setsockopt(SO_RCVBUF) to as much as the kernel allows, which it doubles.
func (d *Door) Widen(fd int) error {
	const most = 16 << 20 // net.core.rmem_max is below, nearly everywhere
	return d.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, most)
}

// RecvBatch is recvmmsg(2) without a time limit, into room that is made once. It returns how many datagrams came.
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

// text is one datagram: it has one buffer.
func (h *mmsghdr) text() string {
	buffers := buffersText([][]byte{unsafe.Slice(h.Iov.Base, h.Iov.Len)}, int(h.len))
	return fmt.Sprintf("{msg_hdr=%s, msg_len=%d}", receivedText(&h.Msghdr, addr.MaxLen, buffers, h.received()), h.len)
}
