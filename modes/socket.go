package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/socket"
)

// Socket calls socket(2), sets options, calls bind(2) if there is a local address, then passes the socket to a COMMAND or a keeper.
type Socket struct {
	socket.Spec
	End
}

// Run makes the socket.
func (c *Socket) Run(env *env.Env) error {
	start := time.Now()
	if err := c.CheckRole(socket.ToReceive); err != nil {
		return err
	}
	open := c.Spec
	var err error
	if open.Kind, err = c.kind(env); err != nil {
		return err
	}
	s, err := open.Fresh(env)
	if err != nil {
		return err
	}
	defer s.Close(env)
	if err := open.Prepare(env, s, socket.ToReceive); err != nil {
		return err
	}
	return c.finish(env, s, start)
}

// kind returns the kind of socket to make. If no flag sets the family, the local address does: IPv4 if it has an IPv4 address.
func (c *Socket) kind(env *env.Env) (addr.Kind, error) {
	k := c.Kind
	if k.Asks(addr.FamilyPart) || c.Bind == nil {
		return k, nil
	}
	list, err := c.Bind.Sockaddrs(addr.Bind, env.Names)
	for i, sa := range list {
		if i == 0 || sa.Family() == unix.AF_INET {
			k.Family = sa.Family()
		}
	}
	return k, err
}
