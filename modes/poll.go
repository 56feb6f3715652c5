package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/xlat"
)

// Poll calls poll(2) on any number of existing sockets.
type Poll struct {
	Watched
	Events int16 // POLLIN and others; 0 waits for POLLERR, POLLHUP and POLLNVAL
	JSON   bool
}

// Run prints what is ready: the events of one descriptor, or for several a line each that begins with the name.
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

// wait calls poll(2), or ppoll(2) for a limit in the kernel's form.
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
