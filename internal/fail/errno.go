package fail

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// ehwpoison is EHWPOISON, which Go's tables lack.
const ehwpoison = unix.Errno(133)

// ErrnoName returns the name of e that strace and the manual pages use, or "" for a number without a name.
// Number 95 has two names; ErrnoName returns EOPNOTSUPP, the one for sockets.
func ErrnoName(e syscall.Errno) string {
	switch e {
	case unix.EOPNOTSUPP:
		return "EOPNOTSUPP"
	case ehwpoison:
		return "EHWPOISON"
	}
	return unix.ErrnoName(e)
}

// ErrnoText returns the C library's strerror(3) text for e: Go's text with a capital first letter.
func ErrnoText(e syscall.Errno) string {
	if e == ehwpoison {
		return "Memory page has hardware error"
	}
	text := []byte(e.Error())
	if text[0] >= 'a' && text[0] <= 'z' {
		text[0] -= 'a' - 'A'
	}
	return string(text)
}

// ParseErrno returns the errno with this name, and whether there is one.
func ParseErrno(name string) (syscall.Errno, bool) {
	for e := syscall.Errno(1); e <= ehwpoison; e++ {
		if ErrnoName(e) == name && name != "" {
			return e, true
		}
	}
	return 0, false
}
