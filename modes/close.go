package modes

import (
	"sock/internal/env"
	"sock/internal/ref"
)

// Close releases held sockets.
type Close struct{ Names []string }

// Run continues after a name that fails, and returns the last error. It refuses an invalid name before it closes any socket.
func (c *Close) Run(env *env.Env) error {
	for _, name := range c.Names {
		if err := ref.CheckName(name); err != nil {
			return err
		}
	}
	dir, err := ref.OpenDir(env.Door)
	if err != nil {
		return err
	}
	defer dir.Leave(env.Door)
	for _, name := range c.Names {
		failed := dir.Close(env.Door, name)
		if failed == nil {
			continue
		}
		if err != nil {
			env.Warn("%v", err)
		}
		err = failed
	}
	return err
}
