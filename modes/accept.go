package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/serve"
	"sock/internal/socket"
)

// Accept calls accept4(2) on an existing socket, then serves standard input and output, a COMMAND or a keeper.
type Accept struct {
	End
	Confinement
	Nonblock  bool
	NoCloexec bool // without SOCK_CLOEXEC
	Flags     int  // the flags of the call, if HasFlags is set
	HasFlags  bool
	Timeout   env.Wait
	Keep      bool // accept many connections, each in a child
	Admits    serve.Admission
}

// RunOn accepts.
func (c *Accept) RunOn(env *env.Env, fd int, what string) error {
	start := time.Now()
	if err := c.needs(env); err != nil {
		return err
	}
	listener := &socket.Socket{FD: fd, What: what}
	rights, err := c.lookUp()
	if err == nil {
		err = rights.apply(env, c.later(false, c.Admits.File), listener)
	}
	if err != nil {
		return err
	}
	rights.report(env)
	if c.Timeout.Limited() {
		ready, err := env.Await(fd, unix.POLLIN, c.Timeout.From(start))
		if err == nil && ready == 0 {
			err = fail.TimedOut("accept", what, noConnection(c.Timeout))
		}
		if err != nil {
			return err
		}
	}
	p := pump.New(env.Door)
	if c.Keep {
		if err := c.settle(); err != nil {
			return err
		}
		if err := c.Admits.Prepare(env); err != nil {
			return err
		}
		defer c.Admits.Settle()
		n := c.children(env, p, c.acceptor(env, p, listener).Obey(&c.Admits))
		n.Accepted = func(fd int, peer addr.Sockaddr) (*socket.Socket, error) { return c.accepted(env, fd, peer) }
		return n.Run()
	}
	var s *socket.Socket
	a := c.acceptor(env, p, listener)
	a.Serve = func(fd int, peer addr.Sockaddr) (err error) {
		s, err = c.accepted(env, fd, peer)
		return err
	}
	if err := a.Once(); err != nil {
		return err
	}
	defer s.Close(env)
	return c.finish(env, s, start)
}

// acceptor returns the acceptor for the flags. The listening socket belongs to other processes too.
func (c *Accept) acceptor(env *env.Env, p *pump.Pump, listener *socket.Socket) *serve.Acceptor {
	a := serve.Borrow(env, &p.Loop, listener)
	a.Flags = socket.SockFlags(c.Nonblock, c.NoCloexec)
	if c.HasFlags {
		a.Flags = c.Flags
	}
	return a
}

// accepted returns the socket of a connection. It asks for the kind if that matters.
func (c *Accept) accepted(env *env.Env, fd int, peer addr.Sockaddr) (s *socket.Socket, err error) {
	s = &socket.Socket{FD: fd, What: peer.Shown()}
	if c.Target.Hold == "" && !c.Target.FDFlags {
		s.Kind, err = socket.KindOf(env, fd)
	}
	if err == nil && !c.Target.Passes() && !c.Target.FDFlags {
		s.Chosen, err = socket.Timeouts(env, fd)
	}
	if err == nil {
		err = c.Cat.Suits(s.Kind)
	}
	return s, err
}

// noConnection returns the error of a wait that ended without a connection.
func noConnection(w env.Wait) string {
	if w.Most() == 0 {
		return "no connection is pending"
	}
	return "no connection " + w.Within()
}
