package sys

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// octal is a number that strace prints in base 8.
func octal(n int) arg {
	return arg{word: uintptr(n), show: func(a arg, _ result) string { return showOctal(a.word) }}
}

func showOctal[T ~int | ~uintptr](n T) string {
	if n == 0 {
		return "000"
	}
	return "0" + strconv.FormatUint(uint64(uint32(n)), 8)
}

// Umask calls umask(2). It returns the mask before.
func (d *Door) Umask(mask int) int {
	old, _ := d.call(unix.SYS_UMASK, "umask", octal(mask))
	return old
}

// Chown calls fchownat(2) for a file that was opened with O_PATH. An ID of -1 stays as it is.
func (d *Door) Chown(fd, uid, gid int) error {
	at := symbol(unix.AT_EMPTY_PATH, func(arg, result) string { return "AT_EMPTY_PATH" })
	_, errno := d.again(unix.SYS_FCHOWNAT, "fchownat", num(fd), path(""), num(uid), num(gid), at)
	return failure(errno)
}

// Chmod calls fchmodat(2) for a file that was opened with O_PATH, by its name in /proc.
func (d *Door) Chmod(fd int, mode uint32) error {
	name := "/proc/self/fd/" + strconv.Itoa(fd)
	_, errno := d.again(unix.SYS_FCHMODAT, "fchmodat", symbol(unix.AT_FDCWD, showDirFD), path(name), octal(int(mode)))
	return failure(errno)
}
