package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/session"
	"sock/internal/socket"
)

// Connect calls socket(2) and connect(2), then serves standard input and output.
type Connect struct {
	socket.Spec
	dial.Limits
	End
	Probe bool // only check that the port is open, and close
}

// Run connects to e and copies data until both directions have ended.
func (c *Connect) Run(env *env.Env, e addr.Endpoint) error {
	start := time.Now()
	if !c.Probe {
		if err := c.needs(env); err != nil {
			return err
		}
	}
	c.Cat.Room = c.Timeout
	d := dial.Dialer{Spec: &c.Spec, Limits: &c.Limits, End: c.Cat.Whole(start), Bare: c.Nonblock && c.Target.Hold != "", Probe: c.Probe}
	s, err := d.Connect(env, e)
	if err != nil {
		return err
	}
	defer s.Close(env)
	if c.Probe {
		m := &session.Meter{Env: env, Cat: &c.Cat, Moved: func() (none session.Moved) { return none }, Start: time.Now()}
		m.Report(s)
		return nil
	}
	if d.Limited() && !c.Nonblock && c.Target.Passes() {
		if err := socket.Block(env, s.FD); err != nil {
			return err
		}
	}
	if err := c.finish(env, s, start); err != nil || !s.Connecting {
		return err
	}
	return fail.At("connect", s.What, unix.EINPROGRESS)
}

// RunOn calls connect(2) on an existing socket, and nothing else. The AF_UNSPEC address disconnects the socket.
func (c *Connect) RunOn(env *env.Env, fd int, e addr.Endpoint) error {
	sa, err := env.First(e, addr.Connect)
	if err != nil {
		return err
	}
	err = fail.At("connect", sa.Shown(), env.Door.Claiming(c.Addrlen).Connect(fd, sa))
	return fail.WithHint(err, (&socket.Socket{FD: fd}).AddressHint(env, sa, err))
}
