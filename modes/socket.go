package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
)

// Socket is socket(2), the options and bind(2) if asked for, then a COMMAND or a keeper.
type Socket struct {
	Open
	End
}

// Run makes the socket.
func (c *Socket) Run(env *env.Env) error {
	start := time.Now()
	c.role = waits
	if err := c.check(c.role); err != nil {
		return err
	}
	if err := c.takeFamily(env); err != nil {
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

// takeFamily has the local address say what family the socket is of, where nothing else does. It stays IPv4 if that fits.
func (c *Socket) takeFamily(env *env.Env) error {
	if c.Kind.Asks(addr.FamilyPart) || c.Bind == nil {
		return nil
	}
	list, err := c.Bind.Sockaddrs(addr.Bind, env.Names)
	for i, sa := range list {
		if i == 0 || sa.Family() == unix.AF_INET {
			c.Kind.Family = sa.Family()
		}
	}
	return err
}

// fresh makes a socket without an address.
func (o *Open) fresh(env *env.Env) (socket, error) {
	if !o.Kind.Asks(addr.FamilyPart) {
		o.Kind.Family = unix.AF_INET
	}
	s := socket{kind: o.Kind, what: kindText(o.Kind)}
	var err error
	s.fd, err = env.Door.Socket(o.Kind.Family, o.Kind.Type|sockFlags(o.Nonblock, o.NoCloexec), o.Kind.Protocol)
	return s, socketFailure(s.kind, err)
}

// sockFlags are the SOCK_ flags of a new descriptor. COMMAND finds its own without FD_CLOEXEC either way.
func sockFlags(nonblock, noCloexec bool) (flags int) {
	if nonblock {
		flags |= unix.SOCK_NONBLOCK
	}
	if !noCloexec {
		flags |= unix.SOCK_CLOEXEC
	}
	return flags
}

// Socketpair is socketpair(2), then a COMMAND or two keepers.
type Socketpair struct {
	Open
	End
	Names [2]string // to hold the two under
}

// Run makes the pair.
func (c *Socketpair) Run(env *env.Env) error {
	if !c.Kind.Asks(addr.FamilyPart) {
		c.Kind.Family = unix.AF_UNIX
	}
	typ := c.Kind.Type | sockFlags(c.Nonblock, c.NoCloexec)
	fds, err := env.Door.Socketpair(c.Kind.Family, typ, c.Kind.Protocol)
	if err != nil {
		return fail.At("socketpair", kindText(c.Kind), err)
	}
	first, second := socket{fd: fds[0], kind: c.Kind}, socket{fd: fds[1], kind: c.Kind}
	defer first.close(env)
	defer second.close(env)
	switch {
	case c.FDFlags:
		return showFlags(env, fds[0], fds[1])
	case len(c.Command) > 0:
		return c.becomePair(env, &first, second.fd)
	}
	if err := keep(env, &first, c.Names[0], c.TTL); err != nil {
		return err
	}
	if err = keep(env, &second, c.Names[1], c.TTL); err != nil {
		ref.Drop(env.Door, c.Names[0])
	}
	return err
}

// becomePair gives the command both, at numbers side by side. On the way up the second goes first: else the first
// could take its place.
func (c *Socketpair) becomePair(env *env.Env, first *socket, second int) error {
	if c.As > first.fd {
		return c.becomeWith(env, first, []int{c.As + 1, c.As}, []int{second, first.fd})
	}
	return c.becomeWith(env, first, []int{c.As, c.As + 1}, []int{first.fd, second})
}

// block takes O_NONBLOCK off a socket of ours.
func block(env *env.Env, fd int) error {
	flags, err := env.Door.GetFlags(fd)
	if err != nil {
		return fail.At("fcntl", "F_GETFL", err)
	}
	return fail.At("fcntl", "F_SETFL", env.Door.SetFlags(fd, flags&^unix.O_NONBLOCK))
}
