package serve

import (
	"errors"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Children are programs, one a connection, side by side.
type Children struct {
	Env      *env.Env
	Target   *handover.Target // has the program
	Pump     *pump.Pump
	Acceptor *Acceptor // of the loop of Pump
	// Accepted makes a socket of a connection, Source reads what its client still sends when the program has ended.
	Accepted func(fd int, peer addr.Sockaddr) (*socket.Socket, error)
	Source   func(s *socket.Socket) pump.Source

	path      string     // of the program
	departing departures // connections whose COMMAND has ended
}

// Run starts a child for every connection.
func (n *Children) Run() (err error) {
	if n.path, err = handover.LookPath(n.Target.Command[0]); err != nil {
		return err
	}
	a := n.Acceptor
	n.departing = departures{env: n.Env, pump: n.Pump, source: n.Source, over: a.drain}
	a.Serve, a.Free, a.Drained = n.start, n.departing.free, n.drained
	if !a.gate.bounds() {
		a.Max = childrenMost
	}
	a.Start()
	return n.Pump.Run()
}

// childrenMost is how many children run at once without --max.
const childrenMost = 100

// drained ends the loop when the last departure has ended too.
func (n *Children) drained() {
	if len(n.departing.list) == 0 {
		n.Pump.Stop()
	}
}

// start starts the child of one connection.
func (n *Children) start(fd int, peer addr.Sockaddr) error {
	s, err := n.Accepted(fd, peer)
	if err != nil {
		return err
	}
	c, err := n.Target.Start(n.Env, s, n.path)
	if err != nil {
		return n.failure(err)
	}
	s, kept := n.keep(s)
	n.Pump.AddWatch(&loop.Watch{FD: c.Pidfd, Events: unix.POLLIN, Ready: func() error {
		n.reap(c, s, kept)
		return nil
	}})
	return nil
}

// failure returns why there is no child: the error of the call that says so, or else of clone(2) or execve(2).
func (n *Children) failure(err error) error {
	var call *fail.Call
	switch {
	case errors.As(err, &call):
		return err
	case Missing(err):
		return fail.At("clone", n.Target.Command[0], err)
	}
	return handover.CannotRun(n.Target.Command[0], err)
}

// keep keeps the connection until its child ends. It must not be inherited by the children of other connections.
func (n *Children) keep(s *socket.Socket) (kept *socket.Socket, ok bool) {
	if n.Acceptor.Flags&unix.SOCK_CLOEXEC != 0 {
		return s, true
	}
	fd, err := n.Env.Door.DupFD(s.FD, 0)
	n.Acceptor.gate.moved(s.FD, fd)
	s.Close(n.Env)
	return &socket.Socket{FD: fd, Kind: s.Kind, What: s.What, Chosen: s.Chosen}, err == nil
}

// reap reaps a child that has ended, and ends its connection.
func (n *Children) reap(c sys.Child, s *socket.Socket, kept bool) {
	n.Pump.Forget(c.Pidfd)
	if kept {
		n.departing.depart(c, s)
	}
	handover.Reap(n.Env, c)
	n.Acceptor.Left(s.FD)
}
