package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/message"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt"
)

// Send calls sendto(2), or with control data sendmsg(2): once, unless a stream takes only a part.
type Send struct {
	socket.Spec
	dial.Limits
	message.Sending
	Reply *message.Receiving // how to receive an answer; nil for none
}

// Run makes a socket, connects it (stream) or names its peer in the call (datagram), sends and closes.
func (c *Send) Run(env *env.Env, e addr.Endpoint) error {
	if err := c.needs(env); err != nil {
		return err
	}
	if c.Kind.Connectionless() && c.Syscall != "write" {
		return c.sendTo(env, e)
	}
	if c.Kind.Family != unix.AF_UNIX { // the hint is the same for all other families
		if err := c.Refuse(addr.Kind{Family: unix.AF_INET, Type: c.Kind.Type}, nil, 1); err != nil {
			return err
		}
	}
	d := dial.Dialer{Spec: &c.Spec, Limits: &c.Limits}
	s, err := d.Connect(env, e)
	if err != nil {
		return err
	}
	defer s.Close(env)
	if err := c.send(env, s, nil); err != nil {
		return err
	}
	if c.Data != nil || s.IsUnix() || s.KeepsBoundaries() {
		return nil
	}
	// Wait until the peer has acknowledged a long standard input: closing a socket with unread data, such as a greeting, sends
	// a reset and loses what is still queued.
	if c.Reply == nil {
		if err := s.Finish(env); err != nil {
			return err
		}
	}
	return c.delivered(env, s)
}

func (c *Send) sendTo(env *env.Env, e addr.Endpoint) error {
	env.LookUpUntil(c.LookUp())
	to, err := env.First(e, addr.Connect)
	if err != nil {
		return err
	}
	s, err := c.unconnected(env, to)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.send(env, s, to)
}

// unconnected makes a socket for messages to sa. With --reply it requests the kernel's report of an unreachable receiver, which
// a socket without a peer does not get otherwise.
func (c *Send) unconnected(env *env.Env, sa addr.Sockaddr) (*socket.Socket, error) {
	if err := c.CheckRole(socket.ToReceive); err != nil {
		return nil, err
	}
	open := c.Spec
	if c.Reply != nil && c.Bind == nil && sa.Family() == unix.AF_UNIX { // a receiver cannot answer an unbound socket
		local, err := addr.Parse([]string{""}, true)
		if err != nil {
			return nil, err
		}
		open.Bind = &local
	}
	s, err := open.Make(env, sa, socket.ToReceive, c.Nonblock || c.Timeout.Limited())
	if err != nil || c.Reply == nil {
		return s, err
	}
	s.Unconnected = true
	name := map[int]string{unix.AF_INET: "IP_RECVERR", unix.AF_INET6: "IPV6_RECVERR"}[sa.Family()]
	if name == "" || c.Sets(name) || c.Kind.Type != unix.SOCK_DGRAM {
		return s, nil
	}
	set, err := sockopt.ParseSetting(name, sys.World())
	if err == nil {
		err = socket.SetOption(env, s.FD, set)
	}
	if err != nil {
		s.Close(env)
	}
	return s, err
}

// RunOn sends on an existing socket, to an address if one is given.
func (c *Send) RunOn(env *env.Env, fd int, what string, e *addr.Endpoint) error {
	s := &socket.Socket{FD: fd, What: what}
	if err := c.needs(env); err != nil {
		return err
	}
	if e == nil {
		return c.send(env, s, nil)
	}
	env.LookUpUntil(c.LookUp())
	to, err := env.First(*e, addr.Connect)
	if err != nil {
		return err
	}
	s.What = to.Shown()
	return c.send(env, s, to)
}

// sender returns the sender for s.
func (c *Send) sender(env *env.Env, s *socket.Socket, to addr.Sockaddr) message.Sender {
	return message.Sender{
		Sending: c.Sending, Env: env, Socket: s, To: to,
		Addrlen: c.Addrlen, Timeout: c.Timeout, Nonblock: c.Nonblock, Clocked: c.Sets("SO_TXTIME"),
	}
}

func (c *Send) send(env *env.Env, s *socket.Socket, to addr.Sockaddr) error {
	w := c.sender(env, s, to)
	if err := w.Run(); err != nil || c.Reply == nil {
		return err
	}
	if c.Data == nil && s.Own() && !s.KeepsBoundaries() { // shut down the write side, as other commands do at the end of standard input
		if err := s.Finish(env); err != nil {
			return err
		}
	}
	r := message.Receiver{Receiving: *c.Reply, Env: env, Socket: s, Timeout: c.Timeout}
	return r.Answers()
}

// RunColumns sends each line of standard input to the address at its start. It makes one socket, of the first address's family.
func (c *Send) RunColumns(env *env.Env) error {
	k := message.Columns{Sender: c.sender(env, nil, nil), Kind: c.Kind, LookUp: c.LookUp}
	k.Make = func(to addr.Sockaddr) (*socket.Socket, error) { return c.unconnected(env, to) }
	return k.Run()
}

// RunColumnsOn does the same on an existing socket.
func (c *Send) RunColumnsOn(env *env.Env, fd int, what string) error {
	kind, err := socket.KindFrom(env.Door.Aside(), fd)
	if err != nil {
		return err
	}
	s := &socket.Socket{FD: fd, What: what}
	k := message.Columns{Sender: c.sender(env, s, nil), Kind: kind, LookUp: c.LookUp}
	return k.Run()
}

// delivered waits until the peer's kernel has acknowledged everything. -w limits the time without progress.
func (c *Send) delivered(env *env.Env, s *socket.Socket) error {
	never := func() bool { return false } // no signal ends the wait early
	for {
		before, _ := env.Door.Unsent(s.FD)
		err := s.Delivered(env, c.Until(), never)
		if left, unknown := env.Door.Unsent(s.FD); !fail.Is(err, unix.ETIMEDOUT) || unknown != nil || left >= before {
			return err
		}
	}
}

// needs returns an error if a standard stream that send uses is closed.
func (c *Send) needs(env *env.Env) error {
	if c.Data == nil {
		if err := env.NeedIn(); err != nil {
			return err
		}
	}
	if c.Reply != nil {
		return env.NeedOut()
	}
	return nil
}
