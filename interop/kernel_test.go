package interop_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// sockets returns the inodes of a process's sockets.
func sockets(pid int) (inodes []string) {
	fds, _ := filepath.Glob(fmt.Sprintf("/proc/%d/fd/*", pid))
	for _, fd := range fds {
		target, _ := os.Readlink(fd) // it may be closed by now
		if inode, ok := strings.CutPrefix(target, "socket:["); ok {
			inodes = append(inodes, strings.TrimSuffix(inode, "]"))
		}
	}
	return inodes
}

// The columns of /proc/net/tcp and its like, and those of /proc/net/unix.
const (
	colLocal, colState, colInode         = 1, 3, 9
	colUnixFlags, colUnixInode, colUnixPath = 3, 6, 7
)

// What is in colState and colUnixFlags.
const (
	tcpListen       = "0A"
	tcpCloseWait    = "08"
	unixAcceptsConn = "00010000"
)

// table returns the rows of the kernel's list of a transport's sockets that belong to one process.
func (p *process) table() (rows [][]string) {
	name := map[string]string{"tcp4": "tcp", "udp4": "udp"}[p.over.name]
	text, err := os.ReadFile("/proc/net/" + name)
	if err != nil {
		p.Fatal(err)
	}
	_, _, _ = text, err, slices.Contains[[]string]
	return nil
}

var _ = binary.NativeEndian
var _ = errors.New
var _ = strconv.Itoa
var _ = syscall.NLM_F_REQUEST
var _ = unix.AF_UNIX
