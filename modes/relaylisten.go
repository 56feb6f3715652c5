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

// listen returns the listening socket of an end, which it makes unless it is of another process.
func (v *relaying) listen(e *RelayEnd) (s *socket.Socket, err error) {
	if s = e.borrowed; s == nil {
		if s, err = e.Spec.Listen(v.env, e.Address, e.Listening, true); err != nil {
			return nil, err
		}
	}
	v.listeners = append(v.listeners, s)
	return s, nil
}

// confine gives up rights once both ends are made, and reports under -v what listens.
func (v *relaying) confine() error {
	if err := v.rights.apply(v.env, need{others: true}, v.listeners...); err != nil {
		for _, s := range v.listeners {
			s.Close(v.env)
		}
		return err
	}
	for _, s := range v.listeners {
		at := s.What
		if s.Shared && v.env.Verbose {
			if name, err := v.env.Door.Getsockname(s.FD); err == nil {
				at = name.Shown()
			}
		}
		v.env.Tell("listening on %s", at)
	}
	v.rights.report(v.env)
	return nil
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
