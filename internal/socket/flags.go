package socket

import (
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
