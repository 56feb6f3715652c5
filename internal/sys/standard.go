package sys

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// Unopened reports whether fd is 0, 1 or 2 and was closed when the process started. Go's runtime opens /dev/null then, so that
// no socket gets the number; what is written there is lost. It opens it for reading and writing, and for each number anew. A
// shell opens it for one direction, daemon(3) once for all, and of what the parent has too the runtime has opened nothing.
// It is not traced, for the reason of FileType.
func (d *Door) Unopened(fd int) bool {
	if fd < unix.Stdin || fd > unix.Stderr || !d.IsNull(fd) {
		return false
	}
	unopened := false
	Elsewhere(func() {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		const visible = unix.O_ACCMODE | unix.O_APPEND | unix.O_NONBLOCK
		unopened = err == nil && flags&visible == unix.O_RDWR && !shared(fd) && !parentOpensBoth()
	})
	return unopened
}

// shared reports whether another of the three descriptors, here or in the parent, is the same open file description. A kernel
// without kcmp(2) does not say.
func shared(fd int) bool {
	const kcmpFile = 0
	own, parent := unix.Getpid(), unix.Getppid()
	for other := range unix.Stderr + 1 {
		for _, pid := range []int{own, parent} {
			if pid == own && other == fd {
				continue
			}
			differ, _, errno := unix.Syscall6(unix.SYS_KCMP, uintptr(own), uintptr(pid), kcmpFile, uintptr(fd), uintptr(other), 0)
			if errno == 0 && differ == 0 {
				return true
			}
		}
	}
	return false
}

// parentOpensBoth reports whether the parent is an interpreter whose libraries open /dev/null for reading and writing where a
// child is to have nothing: subprocess.DEVNULL of Python and "ignore" of Node.js. It closes its own copy, and nothing else tells
// that one from the runtime's.
func parentOpensBoth() bool {
	exe, err := os.Readlink("/proc/" + strconv.Itoa(unix.Getppid()) + "/exe")
	if err != nil {
		return false
	}
	name := filepath.Base(exe)
	return strings.HasPrefix(name, "python") || strings.HasPrefix(name, "pypy") || strings.HasPrefix(name, "node")
}

// hideUnopened has a program that replaces this process find closed what it would have found closed without it.
func hideUnopened() {
	for fd := range unix.Stderr + 1 {
		if (&Door{}).Unopened(fd) {
			unix.CloseOnExec(fd)
		}
	}
}
