package modes

import (
	"strconv"
	"time"

	"sock/internal/fail"
)

// PidfdGetfd is pidfd_getfd(2), then a COMMAND or a keeper.
type PidfdGetfd struct {
	End
	Pid    int // the process, if Opens says so
	Opens  bool
	Pidfd  int // an inherited pidfd
	Target int
	Flags  int
}

// Run copies the descriptor.
func (c *PidfdGetfd) Run(env *Env) error {
	pidfd := c.Pidfd
	if c.Opens {
		var err error
		if pidfd, err = env.Door.PidfdOpen(c.Pid); err != nil {
			return fail.At("pidfd_open", strconv.Itoa(c.Pid), err)
		}
		defer func() { _ = env.Door.Close(pidfd) }()
	}
	fd, err := env.Door.PidfdGetfd(pidfd, c.Target, c.Flags)
	if err != nil {
		return fail.At("pidfd_getfd", strconv.Itoa(c.Target), err)
	}
	s := socket{fd: fd}
	defer s.close(env)
	return c.finish(env, &s, time.Now())
}
