package modes

import (
	"sock/internal/env"
	"sock/internal/ref"
	"sock/internal/socket"
)

// Socketpair calls socketpair(2), then passes the sockets to a COMMAND or two keepers.
type Socketpair struct {
	socket.Spec
	End
	Names [2]string // of the held sockets
}

// Run makes the pair.
func (c *Socketpair) Run(env *env.Env) error {
	first, second, err := c.Pair(env)
	if err != nil {
		return err
	}
	defer first.Close(env)
	defer second.Close(env)
	switch {
	case c.Target.FDFlags:
		return socket.PrintFlags(env, first.FD, second.FD)
	case len(c.Target.Command) > 0:
		return c.becomePair(env, first, second.FD)
	}
	if err := c.Target.Keep(env, first, c.Names[0]); err != nil {
		return err
	}
	if err = c.Target.Keep(env, second, c.Names[1]); err != nil {
		ref.Drop(env.Door, c.Names[0])
	}
	return err
}

// becomePair passes both to the command, at adjacent descriptors. It places the second first if the numbers rise: otherwise the
// first could overwrite it.
func (c *Socketpair) becomePair(env *env.Env, first *socket.Socket, second int) error {
	if c.Target.As > first.FD {
		return c.Target.Become(env, first, []int{c.Target.As + 1, c.Target.As}, []int{second, first.FD})
	}
	return c.Target.Become(env, first, []int{c.Target.As, c.Target.As + 1}, []int{first.FD, second})
}
