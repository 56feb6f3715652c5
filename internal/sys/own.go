package sys

import (
	"errors"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
	"kernel.org/pub/linux/libs/security/libcap/psx"
)

// This file has the calls that sock makes for itself, not for the user: they look after its own process, its standard
// descriptors, its keeper and its files. No trace shows them. All other calls go through Door.call; TestOwn checks that.
// Package net, os and the Go runtime make calls of their own, on other threads; see Elsewhere.

// ownCall makes a call for which x/sys has no function. An argument may be the address of a variable.
//
//go:uintptrescapes
func ownCall(number uintptr, args ...uintptr) (uintptr, syscall.Errno) {
	var a [6]uintptr
	copy(a[:], args)
	ret, _, errno := syscall.Syscall6(number, a[0], a[1], a[2], a[3], a[4], a[5])
	return ret, errno
}

// Files and descriptors.

func ownOpen(name string, flags int, perm uint32) (int, error) { return unix.Open(name, flags, perm) }

// OpenFile calls open(2) with O_CLOEXEC, for a file that is an end of a relay.
func (d *Door) OpenFile(name string, flags int, mode uint32) (int, error) {
	for {
		fd, err := ownOpen(name, flags|unix.O_CLOEXEC, mode)
		if !errors.Is(err, unix.EINTR) {
			return fd, err
		}
	}
}

func ownOpenat(dir int, name string, flags int, perm uint32) (int, error) {
	return unix.Openat(dir, name, flags, perm)
}

func ownRead(fd int, b []byte) (int, error) { return unix.Read(fd, b) }

func ownWrite(fd int, b []byte) (int, error) { return unix.Write(fd, b) }

func ownSeek(fd int, offset int64, whence int) (int64, error) { return unix.Seek(fd, offset, whence) }

func ownClose(fd int) error { return unix.Close(fd) }

func ownCloseRange(first, last, flags uint) error { return unix.CloseRange(first, last, flags) }

func ownDup3(fd, to, flags int) error { return unix.Dup3(fd, to, flags) }

func ownFcntlInt(fd uintptr, cmd, arg int) (int, error) { return unix.FcntlInt(fd, cmd, arg) }

func ownCloseOnExec(fd int) { unix.CloseOnExec(fd) }

func ownPipe2(ends []int, flags int) error { return unix.Pipe2(ends, flags) }

func ownEventfd(initial uint, flags int) (int, error) { return unix.Eventfd(initial, flags) }

func ownFstat(fd int, st *unix.Stat_t) error { return unix.Fstat(fd, st) }

func ownFstatat(dir int, name string, st *unix.Stat_t, flags int) error {
	return unix.Fstatat(dir, name, st, flags)
}

func ownFaccessat(dir int, name string, mode uint32, flags int) error {
	return unix.Faccessat(dir, name, mode, flags)
}

func ownReadlink(name string, b []byte) (int, error) { return unix.Readlink(name, b) }

func ownFlock(fd, how int) error { return unix.Flock(fd, how) }

func ownIoctlGetInt(fd int, request uint) (int, error) { return unix.IoctlGetInt(fd, request) }

func ownIoctlGetWinsize(fd int, request uint) (*unix.Winsize, error) {
	return unix.IoctlGetWinsize(fd, request)
}

func ownSymlink(to, name string) error { return unix.Symlink(to, name) }

func ownUnlink(name string) error { return unix.Unlink(name) }

// Terminals.

func ownIoctlSetPointerInt(fd int, request uint, value int) error {
	return unix.IoctlSetPointerInt(fd, request, value)
}

func ownIoctlGetTermios(fd int) (*unix.Termios, error) {
	return unix.IoctlGetTermios(fd, unix.TCGETS2)
}

func ownIoctlSetTermios(fd int, t *unix.Termios) error {
	return unix.IoctlSetTermios(fd, unix.TCSETS2, t)
}

// Memory, clock and limits.

func ownMmap(fd int, offset int64, length, prot, flags int) ([]byte, error) {
	return unix.Mmap(fd, offset, length, prot, flags)
}

func ownMunmap(b []byte) error { return unix.Munmap(b) }

func ownClockGettime(id int32, t *unix.Timespec) error { return unix.ClockGettime(id, t) }

func ownGetrlimit(resource int, limit *unix.Rlimit) error { return unix.Getrlimit(resource, limit) }

func ownCapget(header *unix.CapUserHeader, data *unix.CapUserData) error {
	return unix.Capget(header, data)
}

// Processes and signals.

func ownGetpid() int { return unix.Getpid() }

func ownGetppid() int { return unix.Getppid() }

func ownKill(pid int, s unix.Signal) error { return unix.Kill(pid, s) }

func ownTgkill(process, thread int, s unix.Signal) error { return unix.Tgkill(process, thread, s) }

func ownPthreadSigmask(how int, set, old *unix.Sigset_t) error {
	return unix.PthreadSigmask(how, set, old)
}

func ownUnshare(flags int) error { return unix.Unshare(flags) }

func ownForkExec(path string, argv []string, attr *syscall.ProcAttr) (pid int, err error) {
	return syscall.ForkExec(path, argv, attr)
}

func ownExec(path string, argv, environ []string) error { return syscall.Exec(path, argv, environ) }

func ownWait4(pid int, status *syscall.WaitStatus, options int, usage *syscall.Rusage) (int, error) {
	return syscall.Wait4(pid, status, options, usage)
}

// Rights. The functions of package syscall, and psx, change all threads.

func ownChroot(dir string) error { return unix.Chroot(dir) }

func ownChdir(dir string) error { return unix.Chdir(dir) }

func ownSetgroups(gids []int) error { return syscall.Setgroups(gids) }

func ownSetresgid(r, e, s int) error { return syscall.Setresgid(r, e, s) }

func ownSetresuid(r, e, s int) error { return syscall.Setresuid(r, e, s) }

func ownGetegid() int { return unix.Getegid() }

func ownGeteuid() int { return unix.Geteuid() }

func ownCapset(header *unix.CapUserHeader, data *[2]unix.CapUserData) error {
	_, _, errno := psx.Syscall3(unix.SYS_CAPSET, uintptr(unsafe.Pointer(header)), uintptr(unsafe.Pointer(data)), 0)
	return failure(errno)
}

func ownNoNewPrivs() error {
	_, _, errno := psx.Syscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0)
	return failure(errno)
}
