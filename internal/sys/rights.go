package sys

import (
	"golang.org/x/sys/unix"

	"sock/sockopt/cmsg"
)

// maxRights is the number of descriptors that RecvRights has room for.
const maxRights = 1

// SendRights sends b with descriptors by sendmsg(2) and SCM_RIGHTS, unix(7).
func (d *Door) SendRights(fd int, b []byte, fds ...int) error {
	m := &Message{Buffers: [][]byte{b}}
	if len(fds) > 0 {
		m.Control = unix.UnixRights(fds...)
	}
	_, err := d.Sendmsg(fd, m, unix.MSG_NOSIGNAL)
	return err
}

// RecvRights receives a message with room for one descriptor, which is close-on-exec. It returns -1 if the message has
// none, and EMFILE if the process may not have another descriptor. The kernel rounds the room up to a machine word, so
// a second descriptor may fit; it is closed.
func (d *Door) RecvRights(fd int, b []byte) (n, got int, err error) {
	m := &Message{Buffers: [][]byte{b}, Control: make([]byte, unix.CmsgSpace(4*maxRights))}
	n, err = d.Recvmsg(fd, m, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return 0, -1, err
	}
	fds := rights(m.Control)
	switch {
	case len(fds) > 0:
		for _, other := range fds[1:] {
			_ = d.Close(other)
		}
		return n, fds[0], nil
	case LostRights(m.Flags, len(m.Control), unix.CmsgSpace(4*maxRights)):
		return 0, -1, unix.EMFILE
	}
	return n, -1, nil
}

// LostRights reports whether descriptors of a message are lost because of RLIMIT_NOFILE: the control data was truncated
// after got bytes although there was room for another descriptor.
func LostRights(flags, bytes, room int) bool {
	return flags&unix.MSG_CTRUNC != 0 && room-bytes >= unix.CmsgSpace(4)
}

// rights returns the descriptors in received control data.
func rights(control []byte) (fds []int) {
	for _, m := range cmsg.Unmarshal(control) {
		fds = append(fds, m.Descriptors()...)
	}
	return fds
}
