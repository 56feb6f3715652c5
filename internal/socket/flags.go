package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// PrintFlags prints a line for each descriptor, with its descriptor flags and its file status flags; see fcntl(2).
func PrintFlags(env *env.Env, fds ...int) error {
	var out []byte
	for _, fd := range fds {
		text, err := FlagsText(env, fd)
		if err != nil {
			return err
		}
		out = append(out, text+"\n"...)
	}
	return env.Print(out)
}

// FlagsText returns the descriptor flags and the file status flags of fd; see fcntl(2).
func FlagsText(env *env.Env, fd int) (string, error) {
	own, err := env.Door.GetFD(fd)
	if err != nil {
		return "", fail.At("fcntl", "F_GETFD", err)
	}
	status, err := env.Door.GetFlags(fd)
	if err != nil {
		return "", fail.At("fcntl", "F_GETFL", err)
	}
	return "F_GETFD=" + xlat.FdFlags.Text(uint32(own)) + " F_GETFL=" + xlat.StatusFlags(uint32(status)), nil
}

// Unreadable is the hint for EBADF of a descriptor that is open, but not for reading.
func Unreadable(env *env.Env, err error, fd int, what string) string {
	if fail.Is(err, unix.EBADF) && opened(env, fd, unix.O_WRONLY) {
		return "descriptor " + what + " is not open for reading"
	}
	return ""
}

// Unwritable is the hint for EBADF of a descriptor that is open, but not for writing.
func Unwritable(env *env.Env, err error, fd int, what string) string {
	if fail.Is(err, unix.EBADF) && opened(env, fd, unix.O_RDONLY) {
		return "descriptor " + what + " is not open for writing"
	}
	return ""
}

// opened reports whether fd is open in this access mode of open(2).
func opened(env *env.Env, fd, mode int) bool {
	flags, err := env.Door.GetFlags(fd)
	return err == nil && flags&unix.O_ACCMODE == mode
}
