package modes

import "sock/internal/env"

// Sendfile calls sendfile(2) from a file to an existing descriptor.
type Sendfile struct {
	Move
	Offset *int64 // nil: the file's own position
}

// Run sends from one descriptor to another.
func (c *Sendfile) Run(env *env.Env, from, to Descriptor) error {
	err := c.run(env, "sendfile", from, to, func(n int) (int, error) {
		return env.Door.SendfileAt(to.FD, from.FD, c.Offset, n)
	})
	tellOffset(env, "from", c.Offset)
	return err
}
