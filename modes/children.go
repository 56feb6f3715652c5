package modes

import (
	"errors"
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/serve"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A nursery runs one child a connection, side by side.
type nursery struct {
	env      *env.Env
	end      *End
	pump     *pump.Pump
	acceptor *serve.Acceptor
	path     string
	accepted func(fd int, peer addr.Sockaddr) (*socket.Socket, error)

	departing []*departure // connections whose COMMAND has ended, the oldest first
}

// settle has Go's runtime make its descriptors before a server is announced that starts children: to ask /proc about the
// heirs of a child would have it make them when none may be left.
func (e *End) settle() error {
	if len(e.Command) == 0 {
		return nil
	}
	return sys.Settle()
}

// spawn starts a child for every connection, no more than most at once.
func (e *End) spawn(env *env.Env, p *pump.Pump, a *serve.Acceptor, most int, accepted func(int, addr.Sockaddr) (*socket.Socket, error)) error {
	path, err := handover.LookPath(e.Command[0])
	if err != nil {
		return err
	}
	n := nursery{env: env, end: e, pump: p, acceptor: a, path: path, accepted: accepted}
	a.Serve, a.Max, a.Free = n.birth, most, n.free
	a.Start()
	return p.Run()
}

// birth starts the child of one connection.
func (n *nursery) birth(fd int, peer addr.Sockaddr) error {
	s, err := n.accepted(fd, peer)
	if err != nil {
		return err
	}
	c, err := n.end.Start(n.env, s, n.path)
	if err != nil {
		return n.unborn(err)
	}
	s, kept := n.keep(s)
	n.pump.AddWatch(&loop.Watch{FD: c.Pidfd, Events: unix.POLLIN, Ready: func() error {
		n.reap(c, s, kept)
		return nil
	}})
	return nil
}

// unborn returns why there is no child: the error of the call that says so, or else of clone(2) or execve(2).
func (n *nursery) unborn(err error) error {
	var call *fail.Call
	switch {
	case errors.As(err, &call):
		return err
	case serve.Missing(err):
		return fail.At("clone", n.end.Command[0], err)
	}
	return handover.CannotRun(n.end.Command[0], err)
}

// keep keeps the connection until its child ends. It must not be inherited by the children of other connections.
func (n *nursery) keep(s *socket.Socket) (kept *socket.Socket, ok bool) {
	if n.acceptor.Flags&unix.SOCK_CLOEXEC != 0 {
		return s, true
	}
	fd, err := n.env.Door.DupFD(s.FD, 0)
	s.Close(n.env)
	return &socket.Socket{FD: fd, Kind: s.Kind, What: s.What, Chosen: s.Chosen}, err == nil
}

// reap takes a child that has ended off the kernel's list: none stays a zombie.
func (n *nursery) reap(c sys.Child, s *socket.Socket, kept bool) {
	n.pump.Forget(c.Pidfd)
	if kept {
		n.depart(c, s)
	}
	if how, err := c.Wait(); err != nil {
		n.env.Warn("%v", fail.At("wait4", strconv.Itoa(c.Pid), err))
	} else {
		n.env.Tell("process %d ended: %s", c.Pid, how)
	}
	_ = n.env.Door.Close(c.Pidfd)
	n.acceptor.Left()
}
