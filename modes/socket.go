package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Socket is socket(2), the options and bind(2) if asked for, then a COMMAND or a keeper.
type Socket struct {
	Open
	End
}

// Run makes the socket.
func (c *Socket) Run(env *Env) error {
	start := time.Now()
	c.role = waits
	if err := c.check(c.role); err != nil {
		return err
	}
	s, err := c.fresh(env)
	if err != nil {
		return err
	}
	defer func() { s.close(env) }()
	if err := c.prepare(env, &s); err != nil {
		return err
	}
	return c.finish(env, &s, start)
}

// Socketpair is socketpair(2), then a COMMAND or two keepers.
type Socketpair struct {
	Open
	End
	Names [2]string // to hold the two under
}

// Run makes the pair.
func (c *Socketpair) Run(env *Env) error {
	if c.Kind.Family == unix.AF_UNSPEC {
		c.Kind.Family = unix.AF_UNIX
	}
	typ := c.Kind.Type | unix.SOCK_CLOEXEC
	if c.Nonblock {
		typ |= unix.SOCK_NONBLOCK
	}
	fds, err := env.Door.Socketpair(c.Kind.Family, typ, c.Kind.Protocol)
	if err != nil {
		return fail.At("socketpair", kindText(c.Kind), err)
	}
	first, second := socket{fd: fds[0], kind: c.Kind}, socket{fd: fds[1], kind: c.Kind}
	defer first.close(env)
	defer second.close(env)
	if len(c.Command) > 0 {
		return c.becomeWith(env, &first, second.fd)
	}
	for i, s := range []*socket{&first, &second} {
		if err := keep(env, s, c.Names[i], c.TTL); err != nil {
			return err
		}
	}
	return nil
}
