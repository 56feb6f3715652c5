package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// Poll is poll(2) on sockets that exist, on one or more, or on none.
type Poll struct {
	Watched
	Events int16 // POLLIN and others; 0 waits for what is reported unasked
	JSON   bool
}

// Run prints what is ready: of one descriptor the events alone, of several a line each that begins with the name.
func (c *Poll) Run(env *env.Env) error {
	fds := make([]unix.PollFd, len(c.FDs))
	for i, fd := range c.FDs {
		fds[i] = unix.PollFd{Fd: int32(fd), Events: c.Events}
	}
	n, err := c.wait(env, fds)
	switch {
	case err != nil:
		return fail.At("poll", "", err)
	case n == 0:
		return c.timedOut("poll")
	}
	return env.Print(c.ready(fds))
}

// wait is poll(2), or ppoll(2) for a limit of any form.
func (c *Poll) wait(env *env.Env, fds []unix.PollFd) (int, error) {
	if c.Limit != nil {
		return env.Door.Ppoll(fds, c.Limit)
	}
	return env.Door.AwaitAny(fds, c.Wait.From(time.Now()))
}

func (c *Poll) ready(fds []unix.PollFd) (text []byte) {
	for i, p := range fds {
		if p.Revents != 0 {
			text = append(text, c.report(c.Names[i], xlat.PollEvents.Names(uint32(uint16(p.Revents))), c.JSON)...)
		}
	}
	return text
}
