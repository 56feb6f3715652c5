package modes

import (
	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
)

// Bind calls bind(2) on an existing socket. A path that it makes is removed with a held socket. The path of any other socket
// stays: its owner removes it.
type Bind struct {
	On      *ref.Ref
	Addrlen *int // see Open
	Rights  socket.Rights
}

// RunOn makes the call.
func (c *Bind) RunOn(env *env.Env, fd int, e addr.Endpoint) error {
	sa, err := env.First(e, addr.Bind)
	if err != nil {
		return err
	}
	path, isPath := sa.UnixPath()
	if c.Rights.Given() && !isPath {
		return fail.Usagef("%s", socket.NeedsPath)
	}
	err = c.Rights.Create(env, path, func() error {
		err := env.Door.Claiming(c.Addrlen).Bind(fd, sa)
		if err == nil {
			return nil
		}
		kind, _ := socket.KindAside(env, fd) // only for a hint
		return socket.BindFailure(kind, sa, err)
	})
	if err != nil {
		return err
	}
	if isPath {
		if err := c.On.Own(env.Door, path); err != nil {
			env.LeavesBehind(fail.Add(err, path+" stays when the held socket is closed"))
		}
	}
	return nil
}
