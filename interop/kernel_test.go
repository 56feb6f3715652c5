package interop_test

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// A row is a line of the kernel's table of a transport's sockets.
type row []string

// The columns of /proc/net/tcp and its like, and of /proc/net/unix.
const (
	colLocal, colState, colInode            = 1, 3, 9
	colUnixFlags, colUnixInode, colUnixPath = 3, 6, 7
)

// Values of colState and of colUnixFlags.
const (
	tcpListen     = "0A"
	tcpCloseWait  = "08"
	unixListening = "00010000"
)

// rows returns the rows of one process.
func rows(over transport, pid int) (rows []row, err error) {
	text, err := os.ReadFile("/proc/net/" + over.table)
	if err != nil {
		return nil, err
	}
	inode := colInode
	if over.host == "" {
		inode = colUnixInode
	}
	mine := sockets(pid)
	for line := range strings.Lines(string(text)) {
		if r := strings.Fields(line); len(r) > inode && slices.Contains(mine, r[inode]) {
			rows = append(rows, r)
		}
	}
	return rows, nil
}

// sockets returns the inodes of a process's sockets.
func sockets(pid int) (inodes []string) {
	fds, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid)) // the pattern is valid
	for _, fd := range fds {
		target, _ := os.Readlink(fd) // it may be closed by now
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}

// listens returns the port or path of a socket that can be connected or sent to.
func (r row) listens(over transport) (at string, ok bool) {
	switch {
	case over.host == "":
		return r[len(r)-1], r[colUnixFlags] == unixListening && len(r) > colUnixPath
	case !over.datagrams && r[colState] != tcpListen:
		return "", false
	}
	_, hex, _ := strings.Cut(r[colLocal], ":")
	port, err := strconv.ParseUint(hex, 16, 16)
	return strconv.FormatUint(port, 10), err == nil
}

// peerEnded reports whether the kernel has received the peer's end of file.
func (r row) peerEnded(over transport) (bool, error) {
	if over.host == "" {
		return receivesNoMore(r[colUnixInode])
	}
	return r[colState] == tcpCloseWait, nil
}

// A diagRequest queries sock_diag(7) for one UNIX socket: struct nlmsghdr and struct unix_diag_req.
type diagRequest struct {
	syscall.NlMsghdr
	Family, Protocol uint8
	_                uint16
	States, Inode    uint32
	Show             uint32
	Cookie           [2]uint32
}

// From <linux/unix_diag.h> and the kernel's <net/sock.h>.
const (
	showPeer       = 4
	sizeofUnixDiag = 16
	attrShutdown   = 6
	rcvShutdown    = 1
)

// receivesNoMore reports whether a UNIX socket's peer has shut down its side, which /proc does not show.
func receivesNoMore(inode string) (bool, error) {
	number, err := strconv.ParseUint(inode, 10, 32)
	if err != nil {
		return false, err
	}
	const all = ^uint32(0)
	ask := diagRequest{Family: unix.AF_UNIX, States: all, Inode: uint32(number), Show: showPeer, Cookie: [2]uint32{all, all}}
	ask.Len, ask.Type, ask.Flags = uint32(binary.Size(ask)), unix.SOCK_DIAG_BY_FAMILY, unix.NLM_F_REQUEST
	answer, err := ask.call()
	if err != nil || len(answer) < sizeofUnixDiag {
		return false, err
	}
	for attr := answer[sizeofUnixDiag:]; len(attr) > unix.SizeofRtAttr; {
		size, kind := binary.NativeEndian.Uint16(attr), binary.NativeEndian.Uint16(attr[2:])
		if kind == attrShutdown {
			return attr[unix.SizeofRtAttr]&rcvShutdown != 0, nil
		}
		attr = attr[min(len(attr), (int(size)+3)&^3):]
	}
	return false, fmt.Errorf("sock_diag reports no shutdown state of socket %s", inode)
}

// call returns the body of the kernel's answer, nil if the socket is gone.
func (d *diagRequest) call() ([]byte, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_RAW|unix.SOCK_CLOEXEC, unix.NETLINK_SOCK_DIAG)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	text, err := binary.Append(nil, binary.NativeEndian, d)
	if err != nil {
		return nil, err
	}
	if _, err := unix.Write(fd, text); err != nil {
		return nil, err
	}
	room := make([]byte, 4096)
	n, err := unix.Read(fd, room)
	if err != nil {
		return nil, err
	}
	list, err := syscall.ParseNetlinkMessage(room[:n])
	switch {
	case err != nil:
		return nil, err
	case len(list) == 1 && list[0].Header.Type == unix.SOCK_DIAG_BY_FAMILY:
		return list[0].Data, nil
	case len(list) == 1 && list[0].Header.Type == unix.NLMSG_ERROR:
		errno := unix.Errno(-int32(binary.NativeEndian.Uint32(list[0].Data)))
		if errno == unix.ENOENT {
			return nil, nil
		}
		return nil, fmt.Errorf("sock_diag: %w", errno)
	}
	return nil, fmt.Errorf("sock_diag: %d messages", len(list))
}
