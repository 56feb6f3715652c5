package modes

import (
	"sock/internal/env"
	"sock/internal/fail"
)

// Shutdown is shutdown(2) on a socket that exists.
type Shutdown struct {
	How int // SHUT_
}

// RunOn makes the call.
func (c *Shutdown) RunOn(env *env.Env, fd int, what string) error {
	return fail.At("shutdown", what, env.Door.Shutdown(fd, c.How))
}
