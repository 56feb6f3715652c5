package modes

import (
	"sock/internal/env"
	"sock/internal/socket"
	"sock/sockopt"
)

// Setsockopt calls setsockopt(2) once for each setting.
type Setsockopt struct {
	socket.Spec
	Settings []sockopt.Setting
}

// Run sets the options of a fresh socket, which shows whether the kernel accepts them.
func (c *Setsockopt) Run(env *env.Env) error {
	s, err := c.Fresh(env)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.RunOn(env, s.FD, s.What)
}

// RunOn sets the options of an existing socket.
func (c *Setsockopt) RunOn(env *env.Env, fd int, _ string) error {
	for _, set := range c.Settings {
		if err := socket.SetOption(env, fd, set); err != nil {
			return err
		}
	}
	return nil
}
