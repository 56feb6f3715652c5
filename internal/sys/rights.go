package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"
)

// maxRights is how many descriptors RecvRights has room for.
const maxRights = 1

// SendRights is sendmsg(2) of b with descriptors, unix(7)'s SCM_RIGHTS.
func (d *Door) SendRights(fd int, b []byte, fds ...int) error {
	m := newMessage(b)
	m.hdr.Name, m.hdr.Namelen, m.name = nil, 0, nil
	if len(fds) > 0 {
		m.setControl(unix.UnixRights(fds...))
	}
	_, errno := d.again(unix.SYS_SENDMSG, "sendmsg", num(fd),
		arg{mem: unsafe.Pointer(&m.hdr), show: showMsghdrSent}, symbol(unix.MSG_NOSIGNAL, showMsgFlags))
	return failure(errno)
}

// RecvRights is recvmsg(2) with room for one descriptor, which is close-on-exec; -1 if none came.
func (d *Door) RecvRights(fd int, b []byte) (n, got int, err error) {
	m := newMessage(b)
	m.hdr.Name, m.hdr.Namelen, m.name = nil, 0, nil
	m.setControl(make([]byte, unix.CmsgSpace(4*maxRights)))
	hdr := arg{mem: unsafe.Pointer(&m.hdr), out: true, show: showMsghdr}
	n, errno := d.again(unix.SYS_RECVMSG, "recvmsg", num(fd), hdr, symbol(unix.MSG_CMSG_CLOEXEC, showMsgFlags))
	if errno != 0 {
		return 0, -1, errno
	}
	return n, m.right(), nil
}

func (m *message) setControl(b []byte) {
	m.control = b
	m.hdr.Control = unsafe.SliceData(b)
	m.hdr.SetControllen(len(b))
}

// received is the part of the control buffer that the kernel has filled.
func (m *message) received() []byte { return m.control[:min(int(m.hdr.Controllen), len(m.control))] }

// right returns the descriptor in a received message.
func (m *message) right() int {
	list, err := unix.ParseSocketControlMessage(m.received())
	if err != nil || len(list) == 0 {
		return -1
	}
	fds, err := unix.ParseUnixRights(&list[0])
	if err != nil || len(fds) == 0 {
		return -1
	}
	return fds[0]
}

func showMsghdrSent(a arg, _ result) string {
	m := (*message)(a.mem)
	return fmt.Sprintf("{msg_name=NULL, msg_namelen=0, %s, %s, msg_flags=0}", m.iovText(len(m.data)), controlText(m.received()))
}
