package modes

import (
	"sock/internal/addr"
	"sock/internal/fail"
)

// Getsockname is getsockname(2), or with Peer getpeername(2), on a socket that exists.
type Getsockname struct {
	Peer bool
}

// RunOn prints the address.
func (c *Getsockname) RunOn(env *Env, fd int, what string) error {
	name, err := c.ask(env, fd, what)
	if err != nil {
		return err
	}
	return quiet(env.output([]byte(name.String() + "\n")))
}

func (c *Getsockname) ask(env *Env, fd int, what string) (addr.Sockaddr, error) {
	if c.Peer {
		name, err := env.Door.Getpeername(fd)
		return name, fail.At("getpeername", what, err)
	}
	name, err := env.Door.Getsockname(fd)
	return name, fail.At("getsockname", what, err)
}
