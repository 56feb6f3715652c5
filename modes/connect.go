package modes

import (
	"time"

	"sock/internal/addr"
)

// Connect is socket(2), connect(2), then standard input and output.
type Connect struct {
	Dial
	Cat
	Zero bool // close at once
}

// Run connects to e and moves bytes until both directions are done.
func (c *Connect) Run(env *Env, e addr.Endpoint) error {
	start := time.Now()
	c.until = c.deadline(start)
	s, err := c.connect(env, e)
	if err != nil {
		return err
	}
	defer s.close(env)
	if c.Zero {
		return nil
	}
	return c.run(env, s, start)
}
