package modes

import (
	"sock/internal/env"
	"sock/sockopt"
)

// Setsockopt is setsockopt(2), once for every setting.
type Setsockopt struct {
	Open
	Settings []sockopt.Setting
}

// Run sets the options of a fresh socket, to see whether the kernel takes them.
func (c *Setsockopt) Run(env *env.Env) error {
	s, err := c.fresh(env)
	if err != nil {
		return err
	}
	defer s.close(env)
	return c.RunOn(env, s.fd, s.what)
}

// RunOn sets the options of a socket that exists.
func (c *Setsockopt) RunOn(env *env.Env, fd int, _ string) error {
	for _, set := range c.Settings {
		if err := setOption(env, fd, set); err != nil {
			return err
		}
	}
	return nil
}
