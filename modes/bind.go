package modes

import (
	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
)

// Bind is bind(2) on a socket that exists. A path that it makes goes with a held socket; that of another socket stays, for its
// owner to remove.
type Bind struct {
	On      *ref.Ref
	Addrlen *int // see Open
}

// RunOn makes the call.
func (c *Bind) RunOn(env *env.Env, fd int, e addr.Endpoint) error {
	sa, err := env.First(e, addr.Bind)
	if err != nil {
		return err
	}
	if err := env.Door.Claiming(c.Addrlen).Bind(fd, sa); err != nil {
		kind, _ := socket.KindAside(env, fd) // for a hint alone
		return socket.BindFailure(kind, sa, err)
	}
	if path, isPath := sa.UnixPath(); isPath {
		if err := c.On.Own(env.Door, path); err != nil {
			env.LeavesBehind(fail.Add(err, path+" stays when the held socket is closed"))
		}
	}
	return nil
}
