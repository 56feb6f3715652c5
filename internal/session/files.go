package session

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
)

// Stdio returns the end that is standard input and output.
func Stdio(e *env.Env) *End {
	return &End{
		What: "standard input and output", FD: -1,
		Source: &pump.File{Door: e.Door, Fd: e.In}, Sink: stdout(e, false),
	}
}

// Descriptors returns the end that reads from one descriptor and writes to another, or both to the same.
func Descriptors(e *env.Env, in, out int, what string) *End {
	return &End{What: what, FD: -1, Source: &pump.File{Door: e.Door, Fd: in}, Sink: output(e, out, in == out)}
}

// ReadFile returns the end that a file is read from.
func ReadFile(e *env.Env, path string) (*End, error) {
	fd, err := e.Door.OpenFile(path, unix.O_RDONLY|unix.O_NOCTTY, 0)
	if err != nil {
		return nil, fail.At("open", path, err)
	}
	return &End{What: path, FD: -1, Source: &pump.File{Door: e.Door, Fd: fd}, Close: func() { _ = e.Door.Close(fd) }}, nil
}

// WriteFile returns the end whose bytes are appended to a file, which is created if it does not exist.
func WriteFile(e *env.Env, path string) (*End, error) {
	fd, err := e.Door.OpenFile(path, unix.O_WRONLY|unix.O_CREAT|unix.O_APPEND|unix.O_NOCTTY, 0o666)
	if err != nil {
		return nil, fail.At("open", path, err)
	}
	return &End{What: path, FD: -1, Sink: output(e, fd, true), Close: func() { _ = e.Door.Close(fd) }}, nil
}

// output returns a descriptor as a lane's sink. With share others go on writing to it.
func output(e *env.Env, fd int, share bool) pump.Sink {
	switch e.Door.FileType(fd) {
	case unix.S_IFSOCK:
		return &pump.Output{Stream: pump.Stream{Door: e.Door, Fd: fd, Keep: share}}
	case unix.S_IFIFO:
		return &pump.File{Door: e.Door, Fd: fd, Pipe: true, Share: share}
	}
	return &pump.File{Door: e.Door, Fd: fd, Share: share}
}
