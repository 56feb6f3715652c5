package modes

import (
	"strconv"
	"time"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
)

// PidfdGetfd calls pidfd_getfd(2), then passes the descriptor to a COMMAND or a keeper.
type PidfdGetfd struct {
	End
	Pid    int // the process, if Opens is set
	Opens  bool
	Pidfd  ref.Ref // else an existing pidfd
	Target int
	Flags  int
}

// openProcess returns a pidfd of the process, and a function that closes it if it is a copy.
func (c *PidfdGetfd) openProcess(env *env.Env) (fd int, done func(), err error) {
	if c.Opens {
		fd, err := env.Door.PidfdOpen(c.Pid, 0)
		return fd, func() { _ = env.Door.Close(fd) }, fail.At("pidfd_open", strconv.Itoa(c.Pid), err)
	}
	opened, err := c.Pidfd.Open(env.Door)
	return opened.FD, func() { opened.Close(env.Door) }, err
}

// Run copies the descriptor.
func (c *PidfdGetfd) Run(env *env.Env) error {
	pidfd, done, err := c.openProcess(env)
	if err != nil {
		return err
	}
	defer done()
	fd, err := env.Door.PidfdGetfd(pidfd, c.Target, c.Flags)
	if err != nil {
		return fail.At("pidfd_getfd", strconv.Itoa(c.Target), err)
	}
	s := &socket.Socket{FD: fd}
	defer s.Close(env)
	return c.finish(env, s, time.Now())
}
