package modes

import (
	"sock/internal/addr"
)

// Bind is bind(2) on a socket that exists. A path that it makes stays, for the socket's owner to remove.
type Bind struct {
	Addrlen *int // see Open
}

// RunOn makes the call.
func (c *Bind) RunOn(env *Env, fd int, e addr.Endpoint) error {
	sa, err := env.first(e, addr.Bind)
	if err != nil {
		return err
	}
	if err = env.Door.Claiming(c.Addrlen).Bind(fd, sa); err == nil {
		return nil
	}
	return bindFailure(env.Door.Kind(fd), sa, err)
}
