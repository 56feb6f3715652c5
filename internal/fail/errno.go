package fail

import (
	"fmt"
	"syscall"

	"golang.org/x/sys/unix"
)

const (
	// ehwpoison is EHWPOISON, which Go's tables lack.
	ehwpoison = unix.Errno(133)
	// maxErrno is MAX_ERRNO of the kernel: some architectures have numbers far above those of the others.
	maxErrno = unix.Errno(4095)
)

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

// ErrnoShown returns the name and the text of e: "ECONNREFUSED (Connection refused)".
func ErrnoShown(e syscall.Errno) string { return explained(e, ErrnoText(e)) }

// explained returns the name of e, or its number, with a text of why it happened.
func explained(e syscall.Errno, why string) string {
	name := ErrnoName(e)
	if name == "" {
		name = fmt.Sprintf("errno %d", e)
	}
	return name + " (" + why + ")"
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
	for e := syscall.Errno(1); e <= maxErrno; e++ {
		if ErrnoName(e) == name && name != "" {
			return e, true
		}
	}
	return 0, false
}
