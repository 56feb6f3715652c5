package sys

import (
	"encoding/binary"
	"fmt"
	"strings"

	"golang.org/x/sys/unix"
)

// maxRights is how many descriptors RecvRights has room for.
const maxRights = 1

// SendRights is sendmsg(2) of b with descriptors, unix(7)'s SCM_RIGHTS.
func (d *Door) SendRights(fd int, b []byte, fds ...int) error {
	m := &Message{Buffers: [][]byte{b}}
	if len(fds) > 0 {
		m.Control = unix.UnixRights(fds...)
	}
	_, err := d.Sendmsg(fd, m, unix.MSG_NOSIGNAL)
	return err
}

// RecvRights is recvmsg(2) with room for one descriptor, which is close-on-exec; -1 if none came.
func (d *Door) RecvRights(fd int, b []byte) (n, got int, err error) {
	m := &Message{Buffers: [][]byte{b}, Control: make([]byte, unix.CmsgSpace(4*maxRights))}
	n, err = d.Recvmsg(fd, m, unix.MSG_CMSG_CLOEXEC)
	if err != nil {
		return 0, -1, err
	}
	return n, right(m.Control), nil
}

// right returns the descriptor in received control data.
func right(control []byte) int {
	list, err := unix.ParseSocketControlMessage(control)
	if err != nil || len(list) == 0 {
		return -1
	}
	fds, err := unix.ParseUnixRights(&list[0])
	if err != nil || len(fds) == 0 {
		return -1
	}
	return fds[0]
}

// controlText prints control messages as strace does: descriptors by number, others as bytes.
func controlText(b []byte) string {
	list, err := unix.ParseSocketControlMessage(b)
	if err != nil || len(list) == 0 {
		return fmt.Sprintf("msg_controllen=%d", len(b))
	}
	var texts []string
	for _, m := range list {
		texts = append(texts, fmt.Sprintf("{cmsg_len=%d, cmsg_level=SOL_SOCKET, cmsg_type=SCM_RIGHTS, cmsg_data=[%s]}",
			m.Header.Len, rightsText(m.Data)))
	}
	return fmt.Sprintf("msg_control=[%s], msg_controllen=%d", strings.Join(texts, ", "), len(b))
}

func rightsText(b []byte) string {
	var fds []string
	for ; len(b) >= 4; b = b[4:] {
		fds = append(fds, fmt.Sprint(int32(binary.NativeEndian.Uint32(b))))
	}
	return strings.Join(fds, ", ")
}
