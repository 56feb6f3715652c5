package modes

import (
	"strconv"
	"time"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// PidfdOpen calls pidfd_open(2), then passes the pidfd to a COMMAND or a keeper.
type PidfdOpen struct {
	End
	Pid   int
	Flags int // PIDFD_
}

// Run opens a pidfd of the process.
func (c *PidfdOpen) Run(env *env.Env) error {
	fd, err := env.Door.PidfdOpen(c.Pid, c.Flags)
	if err != nil {
		return fail.At("pidfd_open", strconv.Itoa(c.Pid), err)
	}
	s := &socket.Socket{FD: fd}
	defer s.Close(env)
	return c.finish(env, s, time.Now())
}
