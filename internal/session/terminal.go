package session

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// Pty returns the end that is the master of a new, raw pseudo-terminal. With a link, which is removed with it, programs find its
// slave there. Replace: a link that exists already is replaced.
func Pty(e *env.Env, link string, replace bool) (*End, error) {
	line, name, err := e.Door.OpenPty()
	if err != nil {
		return nil, fail.At("open", "/dev/ptmx", err)
	}
	if err := line.MakeRaw(0); err != nil {
		line.Close(e.Door)
		return nil, fail.At("ioctl", name, err)
	}
	e.Tell("pseudo-terminal %s", name)
	unlink, err := linkTo(e, name, link, replace)
	if err != nil {
		line.Close(e.Door)
		return nil, err
	}
	t := &terminal{File: pump.File{Door: e.Door, Fd: line.FD, Share: true}}
	return &End{What: name, Source: t, Sink: t, FD: line.FD, Close: func() {
		unlink()
		line.Close(e.Door)
	}}, nil
}

// linkTo makes the link of a pseudo-terminal, if there is to be one, and returns what removes it.
func linkTo(e *env.Env, name, link string, replace bool) (unlink func(), err error) {
	if link == "" {
		return func() {}, nil
	}
	if err := sys.Link(name, link, replace); err != nil {
		return nil, fail.At("symlink", link, err)
	}
	return e.AtEnd(func() { e.LeavesBehind(fail.Stays("unlink", link, sys.Unlink(name, link))) }), nil
}

// TTY returns the end that is a terminal device, made raw, and restored at the end.
func TTY(e *env.Env, path string, speed uint32) (*End, error) {
	line, err := e.Door.OpenTTY(path, speed)
	if err != nil {
		return nil, fail.At("open", path, err)
	}
	restore := e.AtEnd(func() { line.Close(e.Door) })
	t := &terminal{File: pump.File{Door: e.Door, Fd: line.FD, Share: true}, device: path}
	return &End{What: path, Source: t, Sink: t, FD: line.FD, Close: restore}, nil
}

// A terminal is a line that sock has opened.
type terminal struct {
	pump.File
	device string      // its path, "" for a pseudo-terminal. It has no end: a hang-up is an error
	finish func() byte // the character that ends the input of its program; nil: there is none
	deaf   bool        // its program is gone: the rest is discarded
}

// Receive reads once. EIO and the end of file both mean that the other side has closed the line.
func (t *terminal) Receive(room []byte) (pump.Piece, error) {
	p, err := t.File.Receive(room)
	switch {
	case err == nil && !p.EOF || err != nil && !fail.Is(err, unix.EIO):
		return p, err
	case t.device != "":
		return pump.Piece{}, &fail.Call{Name: "read", What: t.device, Err: unix.EIO, Why: "the line was hung up"}
	}
	return pump.Piece{EOF: true}, nil
}

// Send writes once.
func (t *terminal) Send(b []byte) (int, error) {
	if t.deaf {
		return len(b), nil
	}
	n, err := t.Door.Write(t.Fd, b)
	if t.finish != nil && fail.Is(err, unix.EIO) {
		t.deaf = true
		return len(b), nil
	}
	return n, err
}

// Finish types the character that ends the input. A line without a program has no such thing.
func (t *terminal) Finish() error {
	if t.finish != nil {
		_, _ = t.Door.Write(t.Fd, []byte{t.finish()})
	}
	return nil
}

// Hangup returns no error: it is Receive that meets the end.
func (t *terminal) Hangup() error { return nil }
