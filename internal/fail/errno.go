package fail

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// ehwpoison is missing in Go's tables.
const ehwpoison = unix.Errno(133)

// ErrnoName returns the name strace and the manual use, or "" for a number without one.
// Errno 95 has two names; on a socket it is EOPNOTSUPP.
func ErrnoName(e syscall.Errno) string {
	switch e {
	case unix.EOPNOTSUPP:
		return "EOPNOTSUPP"
	case ehwpoison:
		return "EHWPOISON"
	}
	return unix.ErrnoName(e)
}

// ErrnoText returns the C library's text for e: Go's, with a capital letter.
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

// ParseErrno returns the errno called name.
func ParseErrno(name string) (syscall.Errno, bool) {
	for e := syscall.Errno(1); e <= ehwpoison; e++ {
		if ErrnoName(e) == name && name != "" {
			return e, true
		}
	}
	return 0, false
}
