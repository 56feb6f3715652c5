package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Accept is accept4(2) on a socket that exists, then standard input and output, a COMMAND or a keeper.
type Accept struct {
	End
	Nonblock  bool
	NoCloexec bool // without SOCK_CLOEXEC
	Flags     int  // with HasFlags: these of the call, and no others
	HasFlags  bool
	Timeout   Wait
	Keep      bool // again and again, a child for each
	Max       int  // children at once
}

// RunOn accepts.
func (c *Accept) RunOn(env *Env, fd int, what string) error {
	start := time.Now()
	listener := socket{fd: fd, what: what}
	take := func() (socket, error) { return c.accept(env, listener) }
	if c.Keep {
		path, err := lookPath(c.Command[0])
		if err != nil {
			return err
		}
		return (&nursery{env: env, end: &c.End, take: take, listener: listener, max: c.Max, path: path}).run()
	}
	if c.Timeout.Limited() {
		ready, err := env.await(fd, unix.POLLIN, c.Timeout.From(start))
		if err == nil && ready == 0 {
			err = fail.TimedOut("accept", what, "nobody came "+c.Timeout.within())
		}
		if err != nil {
			return err
		}
	}
	s, err := take()
	if err != nil {
		return err
	}
	defer s.close(env)
	return c.finish(env, &s, start)
}

// accept makes the call. What kind of socket came matters only to those who talk on it.
func (c *Accept) accept(env *Env, listener socket) (s socket, err error) {
	flags := sockFlags(c.Nonblock, c.NoCloexec)
	if c.HasFlags {
		flags = c.Flags
	}
	fd, peer, err := env.Door.Accept4(listener.fd, flags)
	if err != nil {
		return s, fail.At("accept", listener.what, err)
	}
	s = socket{fd: fd, what: peer.String()}
	env.Tell("connection from %s", s.what)
	if c.Hold == "" && !c.FDFlags {
		s.kind, err = env.kindOf(fd)
	}
	if err == nil {
		err = c.Suits(s.kind)
	}
	return s, err
}
