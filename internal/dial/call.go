package dial

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A Call connects from a loop that serves others meanwhile. It takes the steps of Dialer.Connect: it tries the addresses in
// turn, and repeats the round until the retry limit. A name is looked up on another thread.
type Call struct {
	*Dialer
	Env  *env.Env
	Loop *loop.Loop
	To   addr.Endpoint
	Done func(*socket.Socket, error) error // called once; an error of it ends the loop

	end    env.Deadline    // of all rounds
	round  env.Deadline    // of this one
	rounds int             // how many have begun
	list   []addr.Sockaddr // what this round has not tried
	err    error           // of the address that was tried last
	pause  time.Duration   // before the next round, or the next attempt at a full backlog
	began  time.Time       // the current attempt
	timer  *loop.Timer     // what ends the wait of the current attempt
}

// Start makes the first attempt. Done may be called before it returns.
func (c *Call) Start() error {
	if err := c.Spec.CheckRole(socket.ToConnect); err != nil {
		return c.Done(nil, err)
	}
	c.end = answer(&c.Limits.Retry).Or(c.End)
	return c.begin()
}

// begin begins a round.
func (c *Call) begin() error {
	c.rounds++
	c.round = c.Limits.round(c.end)
	if c.list, c.err = c.To.Sockaddrs(addr.Connect, sys.NumericNames()); c.err == nil {
		return c.next()
	}
	c.Env.LookUpUntil(c.round)
	names := c.Env.Names
	err := c.Loop.Aside(func() { c.list, c.err = c.To.Sockaddrs(addr.Connect, names) }, c.next)
	if err != nil {
		return c.Done(nil, err)
	}
	return nil
}

// next tries the next address, or ends the round.
func (c *Call) next() error {
	for len(c.list) > 0 {
		sa := c.list[0]
		share := c.round.Share(len(c.list))
		c.list = c.list[1:]
		s, err := c.Spec.Make(c.Env, sa, socket.ToConnect, true)
		if err != nil {
			c.note(err)
			continue
		}
		c.began = time.Now()
		c.pause = firstPause
		if waits, err := c.connect(s, sa, share.Or(s.ConnectBy(c.began))); waits || err != nil {
			return err
		}
	}
	return c.over()
}

// connect calls connect(2). It reports whether the socket is connected or the loop waits for it.
func (c *Call) connect(s *socket.Socket, sa addr.Sockaddr, end env.Deadline) (waits bool, err error) {
	err = c.Env.Door.Claiming(c.Spec.Addrlen).Connect(s.FD, sa)
	switch {
	case err == nil:
		return true, c.connected(s)
	case fail.Is(err, unix.EINPROGRESS, unix.EINTR):
		c.await(s, sa, end)
		return true, nil
	case fail.Is(err, unix.EAGAIN) && s.IsUnix():
		c.queue(s, sa, end)
		return true, nil
	}
	c.refused(s, sa, err)
	return false, nil
}

// await has the loop wait until connect(2) has finished.
func (c *Call) await(s *socket.Socket, sa addr.Sockaddr, end env.Deadline) {
	finish := func(err error) error {
		c.timer.Stop()
		c.Loop.Forget(s.FD)
		if err == nil {
			return c.connected(s)
		}
		c.refused(s, sa, err)
		return c.next()
	}
	c.Loop.AddWatch(&loop.Watch{FD: s.FD, Events: unix.POLLOUT, Ready: func() error { return finish(c.Env.Door.PendingError(s.FD)) }})
	c.timer = nil
	if end.Set() {
		c.timer = c.Loop.After(end.Left(), func() error { return finish(end.TimedOut("connect", s.What)) })
	}
}

// queue repeats connect(2) on a UNIX socket until the backlog of the listener has room, of which poll(2) reports nothing.
func (c *Call) queue(s *socket.Socket, sa addr.Sockaddr, end env.Deadline) {
	pause := c.pause
	if end.Set() {
		pause = min(pause, max(0, end.Left()))
	}
	c.pause = min(2*c.pause, longestPause)
	c.timer = c.Loop.After(pause, func() error {
		if end.Set() && end.Left() <= 0 {
			c.refused(s, sa, end.TimedOut("connect", s.What))
			return c.next()
		}
		if waits, err := c.connect(s, sa, end); waits || err != nil {
			return err
		}
		return c.next()
	})
}

// connected ends the call, or tries the next address if an option for a connected socket fails.
func (c *Call) connected(s *socket.Socket) error {
	s.Took = time.Since(c.began)
	if err := c.Spec.Connected(c.Env, s); err != nil {
		s.Close(c.Env)
		return c.Done(nil, err)
	}
	if !s.Kind.Connectionless() {
		c.Env.Tell("connected to %s", s.What)
		s.TellFallback(c.Env)
	}
	return c.Done(s, nil)
}

// refused closes a socket that could not be connected.
func (c *Call) refused(s *socket.Socket, sa addr.Sockaddr, err error) {
	s.Close(c.Env)
	c.note(connectFailure(s, sa, err))
}

// note keeps the error of an address. That of an earlier one says more than that this kernel lacks a family.
func (c *Call) note(err error) {
	if len(c.list) > 0 {
		c.Env.Tell("%v", err)
	}
	if c.err == nil || !fail.Is(err, unix.EAFNOSUPPORT) {
		c.err = err
	}
}

// over ends a round without a connection: the next begins after a pause, or Done gets the error.
func (c *Call) over() error {
	err := named(c.err, c.To)
	if !c.Limits.Retry.Limited() || !worthRetrying(err) || c.end.Left() <= 0 {
		return c.Done(nil, c.late(c.To, err))
	}
	pause := min(firstPause<<min(c.rounds-1, 10), longestPause, c.end.Left())
	c.Env.Tell("round %d: %v; next round in %v", c.rounds, err, pause.Round(time.Millisecond))
	c.timer = c.Loop.After(pause, func() error {
		if c.end.Left() <= 0 {
			return c.Done(nil, c.late(c.To, err))
		}
		return c.begin()
	})
	return nil
}
