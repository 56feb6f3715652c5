package modes

import (
	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/handover"
	"sock/internal/message"
	"sock/internal/socket"
)

// Recv calls recvfrom(2) or recvmsg(2), once unless the flags ask for more.
type Recv struct {
	socket.Spec
	dial.Limits
	message.Receiving
	handover.Rights
}

// Run makes a socket, connects it, receives and closes.
func (c *Recv) Run(env *env.Env, e addr.Endpoint) error {
	d := dial.Dialer{Spec: &c.Spec, Limits: &c.Limits}
	s, err := d.Connect(env, e)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.receiver(env, s).Run()
}

// RunBound receives on a bound datagram socket without a peer.
func (c *Recv) RunBound(env *env.Env, local addr.Endpoint) error {
	open := c.Spec
	open.Bind = nil
	env.LookUpUntil(c.LookUp())
	b, err := open.Listen(env, local, socket.Listening{}, c.Nonblock)
	if err != nil {
		return err
	}
	defer b.Close(env)
	env.Tell("bound to %s", b.What)
	b.Unconnected = true
	return c.receiver(env, b).Run()
}

// RunOn receives on an existing socket.
func (c *Recv) RunOn(env *env.Env, fd int, what string) error {
	s := &socket.Socket{FD: fd, What: what}
	if len(c.Want) > 0 {
		kind, err := socket.KindOf(env, fd)
		if err != nil {
			return err
		}
		if err := c.TurnOn(env, &socket.Socket{FD: fd, What: what, Kind: kind}); err != nil {
			return err
		}
	}
	return c.receiver(env, s).Run()
}

// receiver returns the receiver for s.
func (c *Recv) receiver(env *env.Env, s *socket.Socket) *message.Receiver {
	r := &message.Receiver{
		Receiving: c.Receiving, Env: env, Socket: s, Timeout: c.Timeout, Nonblock: c.Nonblock, Wants: len(c.Want) > 0,
	}
	if c.Wanted() {
		r.Least = c.Least()
		r.Hand = func(fds []int) error { return c.Hand(env, s.What, fds) }
	}
	return r
}
