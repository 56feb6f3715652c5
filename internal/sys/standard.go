package sys

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Unopened reports whether fd is 0, 1 or 2 and was closed when the process started. The Go runtime then opens /dev/null
// there, so that no socket gets the number, and output to it would be lost. Unopened recognizes that: the runtime opens
// /dev/null for reading and writing and separately for each number, and the parent does not have the same description.
// A shell opens it in one direction, daemon(3) once for all three. Like FileType, it is not traced.
func (d *Door) Unopened(fd int) bool {
	if fd < unix.Stdin || fd > unix.Stderr || !d.IsNull(fd) {
		return false
	}
	unopened := false
	Elsewhere(func() {
		flags, err := ownFcntlInt(uintptr(fd), unix.F_GETFL, 0)
		const visible = unix.O_ACCMODE | unix.O_APPEND | unix.O_NONBLOCK
		unopened = err == nil && flags&visible == unix.O_RDWR && !shared(fd) && !parentOpensBoth()
	})
	return unopened
}

// shared reports whether another of the three descriptors, in this process or its parent, is the same open file
// description. It reports false on a kernel without kcmp(2).
func shared(fd int) bool {
	const kcmpFile = 0
	own, parent := ownGetpid(), ownGetppid()
	for other := range unix.Stderr + 1 {
		for _, pid := range []int{own, parent} {
			if pid == own && other == fd {
				continue
			}
			differ, errno := ownCall(unix.SYS_KCMP, uintptr(own), uintptr(pid), kcmpFile, uintptr(fd), uintptr(other))
			if errno == 0 && differ == 0 {
				return true
			}
		}
	}
	return false
}

// parentOpensBoth reports whether the parent is an interpreter whose libraries open /dev/null for reading and writing
// for a child: subprocess.DEVNULL in Python and "ignore" in Node.js. The interpreter closes its own copy, so nothing
// else distinguishes that descriptor from one of the runtime.
func parentOpensBoth() bool {
	exe, err := os.Readlink("/proc/" + strconv.Itoa(ownGetppid()) + "/exe")
	if err != nil {
		return false
	}
	name := filepath.Base(exe)
	return strings.HasPrefix(name, "python") || strings.HasPrefix(name, "pypy") || strings.HasPrefix(name, "node")
}

// hideUnopened makes a program that replaces this process find the same descriptors closed that were closed at the start.
func hideUnopened() {
	for fd := range unix.Stderr + 1 {
		if (&Door{}).Unopened(fd) {
			ownCloseOnExec(fd)
		}
	}
}
