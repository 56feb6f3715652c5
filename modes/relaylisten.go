package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/ref"
	"sock/internal/serve"
	"sock/internal/socket"
)

// fetch opens the end that is a socket of another process, if it is one. A listener is from then on an end that listens.
func (e *RelayEnd) fetch(env *env.Env) error {
	if e.Kind != EndFD {
		return nil
	}
	var err error
	if e.opened, err = e.Ref.Open(env.Door); err != nil || env.Door.FileType(e.opened.FD) != unix.S_IFSOCK {
		return err
	}
	listens, err := env.Door.GetsockoptInt(e.opened.FD, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	if err == nil && listens != 0 {
		e.Kind = EndListen
		e.borrowed, err = borrow(env, e.opened, e.Text)
		return err
	}
	return fail.At("getsockopt", "SO_ACCEPTCONN", err)
}

// borrow returns the listening socket of another process.
func borrow(env *env.Env, opened ref.Opened, what string) (*socket.Socket, error) {
	kind, err := socket.KindOf(env, opened.FD)
	if err != nil {
		return nil, err
	}
	s := &socket.Socket{FD: opened.FD, Kind: kind, What: what, Shared: true}
	s.Chosen, err = socket.Timeouts(env, s.FD)
	return s, err
}

// listen returns the listening socket, which it makes unless it is of another process, and reports its address under -v.
func (e *RelayEnd) listen(env *env.Env) (*socket.Socket, error) {
	if s := e.borrowed; s != nil {
		at := s.What
		if name, err := env.Door.Getsockname(s.FD); env.Verbose && err == nil {
			at = name.Shown()
		}
		env.Tell("listening on %s", at)
		return s, nil
	}
	s, err := e.Spec.Listen(env, e.Address, e.Listening, true)
	if err == nil {
		env.Tell("listening on %s", s.What)
	}
	return s, err
}

// acceptor returns what accepts the connections of a listener.
func (e *RelayEnd) acceptor(env *env.Env, l *loop.Loop, listener *socket.Socket) *serve.Acceptor {
	if e.borrowed == nil {
		return serve.NewAcceptor(env, l, listener)
	}
	a := serve.Borrow(env, l, listener)
	a.Flags = unix.SOCK_CLOEXEC
	return a
}
