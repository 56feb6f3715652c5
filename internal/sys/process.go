package sys

import (
	"math"
	"syscall"

	"golang.org/x/sys/unix"
)

// PidfdOpen is pidfd_open(2).
func (d *Door) PidfdOpen(pid int) (int, error) {
	fd, errno := d.again(unix.SYS_PIDFD_OPEN, "pidfd_open", num(pid), num(0))
	return fd, failure(errno)
}

// PidfdGetfd is pidfd_getfd(2): a copy of descriptor target of the process, close-on-exec.
func (d *Door) PidfdGetfd(pidfd, target int) (int, error) {
	fd, errno := d.again(unix.SYS_PIDFD_GETFD, "pidfd_getfd", num(pidfd), num(target), num(0))
	return fd, failure(errno)
}

// Spawn starts this program again in a session of its own, with files as its first descriptors
// and an empty environment, and does not wait for it.
func Spawn(argv []string, files ...int) error {
	attr := &syscall.ProcAttr{Dir: "/", Sys: &syscall.SysProcAttr{Setsid: true}}
	for _, fd := range files {
		attr.Files = append(attr.Files, uintptr(fd))
	}
	_, err := syscall.ForkExec("/proc/self/exe", argv, attr)
	return err
}

// CloseFrom closes every descriptor from first on.
func CloseFrom(first int) error { return unix.CloseRange(uint(first), math.MaxUint32, 0) }

// Lock takes the lock of a directory; it is let go when unlock is called.
func Lock(dir string) (unlock func(), err error) {
	fd, err := unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	if err := unix.Flock(fd, unix.LOCK_EX); err != nil {
		_ = unix.Close(fd)
		return nil, err
	}
	return func() { _ = unix.Close(fd) }, nil
}

// Null opens /dev/null for reading and writing.
func Null() (int, error) { return unix.Open("/dev/null", unix.O_RDWR|unix.O_CLOEXEC, 0) }
