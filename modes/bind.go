package modes

import (
	"sock/internal/addr"
	"sock/internal/fail"
)

// Bind is bind(2) on a socket that exists. A path that it makes stays, for the socket's owner to remove.
type Bind struct{}

// RunOn makes the call.
func (c *Bind) RunOn(env *Env, fd int, e addr.Endpoint) error {
	sa, err := env.first(e, addr.Bind)
	if err != nil {
		return err
	}
	return fail.At("bind", sa.String(), env.Door.Bind(fd, sa))
}

// first is the first address of e: where a socket exists, there is no other to try.
func (e *Env) first(at addr.Endpoint, use addr.Use) (addr.Sockaddr, error) {
	list, err := at.Sockaddrs(use, e.Names)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// RunOn is connect(2) on a socket that exists, and nothing else. To the address of no family it dissolves
// what connect(2) has joined.
func (c *Connect) RunOn(env *Env, fd int, e addr.Endpoint) error {
	sa, err := env.first(e, addr.Connect)
	if err != nil {
		return err
	}
	return fail.At("connect", sa.String(), env.Door.Connect(fd, sa))
}

// Unspec is the address of no family.
func Unspec() addr.Endpoint { return addr.Unspec() }

// RunOn is listen(2) on a socket that exists.
func (l *Listen) RunOn(env *Env, fd int, what string) error {
	return fail.At("listen", what, env.Door.Listen(fd, l.Backlog))
}
