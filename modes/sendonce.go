package modes

import (
	"fmt"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
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
func (c *Send) once(env *Env, s socket, to addr.Sockaddr) (err error) {
	b := c.Data
	if b == nil {
		if b, err = env.wholeInput(); err != nil {
			return err
		}
	}
	if s.ours() {
		if err := c.refuse(s.kind, to, len(b)); err != nil {
			return err
		}
	}
	n, err := c.attempt(env, s, b, to, c.control())
	if err != nil {
		return err
	}
	c.tellIgnored(env, s, to, len(b))
	return quiet(env.output(fmt.Appendf(nil, "%d\n", n)))
}

// wholeInput reads standard input to its end.
func (e *Env) wholeInput() ([]byte, error) {
	b := make([]byte, inputSize)
	for n := 0; ; b = append(b, make([]byte, len(b))...) {
		m, err := e.fill(b[n:])
		if n += m; err != nil || n < len(b) {
			return b[:n], err
		}
		if err := sys.Room(3 * len(b)); err != nil { // one more as what is added, two as what holds both
			return nil, fail.At("read", "standard input", err)
		}
	}
}
