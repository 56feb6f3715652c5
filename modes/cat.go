package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/session"
	"sock/internal/socket"
	"sock/internal/sys"
)

// CatOn joins standard input and output with an existing socket.
type CatOn struct{ session.Cat }

// RunOn asks for the kind of the socket and joins it. A datagram socket without a peer answers the latest sender.
func (c *CatOn) RunOn(env *env.Env, fd int, what string) error {
	start := time.Now()
	if err := c.Needs(env); err != nil {
		return err
	}
	kind, err := socket.KindOf(env, fd)
	if err != nil {
		return err
	}
	if err := c.Suits(kind); err != nil {
		return err
	}
	s := &socket.Socket{FD: fd, Kind: kind, What: what, Shared: true}
	if s.Chosen, err = socket.Timeouts(env, fd); err != nil {
		return err
	}
	if kind.Connectionless() {
		_, err := env.Door.Getpeername(fd)
		s.Unconnected = fail.Is(err, unix.ENOTCONN)
		if err != nil && !s.Unconnected && !sys.Untold(err) {
			return fail.At("getpeername", what, err)
		}
	}
	return c.Run(env, s, start)
}
