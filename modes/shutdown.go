package modes

import (
	"sock/internal/env"
	"sock/internal/fail"
)

// Shutdown calls shutdown(2) on an existing socket.
type Shutdown struct {
	How int // SHUT_
}

// RunOn makes the call.
func (c *Shutdown) RunOn(env *env.Env, fd int, what string) error {
	return fail.At("shutdown", what, env.Door.Shutdown(fd, c.How))
}
