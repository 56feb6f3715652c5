package modes

import (
	"fmt"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/sockopt"
)

// control is the buffer of control data.
func (c *Send) control() []byte {
	if c.Raw != nil {
		return c.Raw
	}
	return sockopt.Marshal(c.Control)
}

// once makes one call and prints how many bytes the kernel took, of a stream perhaps fewer than there are.
func (c *Send) once(env *env.Env, s *socket.Socket, to addr.Sockaddr) (err error) {
	b := c.Data
	if b == nil {
		most := pump.CallMost
		if s.AsksBoundaries(env) {
			most = pump.Longest(env.Door, s.FD)
		}
		if b, _, err = gatherInput(env, nil, most); err != nil {
			return err
		}
	}
	if s.Own() {
		if err := c.refuse(s.Kind, to, len(b)); err != nil {
			return err
		}
	}
	n, err := c.attempt(env, s, b, to, c.control())
	if err != nil {
		return err
	}
	c.tellIgnored(env, s, to, len(b))
	return env.Print(fmt.Appendf(nil, "%d\n", n))
}
