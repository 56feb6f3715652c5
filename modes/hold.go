package modes

import (
	"time"

	"sock/internal/env"
	"sock/internal/ref"
)

// Hold keeps an existing socket under a name.
type Hold struct {
	Name string
	TTL  time.Duration
}

// RunOn starts the keeper.
func (c *Hold) RunOn(env *env.Env, fd int, _ string) error {
	return ref.Hold(env.Door, fd, ref.Holding{Name: c.Name, TTL: c.TTL})
}
