package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// Poll is poll(2) on sockets that exist, on one or more, or on none.
type Poll struct {
	Events int16 // POLLIN and others; 0 waits for what is reported unasked
	Wait   Wait
	Names  []string // of the descriptors
	FDs    []int
}

// Run prints what is ready: of one descriptor the events alone, of several a line each that begins with the name.
func (c *Poll) Run(env *Env) error {
	fds := make([]unix.PollFd, len(c.FDs))
	for i, fd := range c.FDs {
		fds[i] = unix.PollFd{Fd: int32(fd), Events: c.Events}
	}
	n, err := env.Door.AwaitAny(fds, c.Wait.From(time.Now()))
	switch {
	case err != nil:
		return fail.At("poll", "", err)
	case n == 0:
		return fail.TimedOut("poll", c.what(), "nothing became ready "+c.Wait.within())
	}
	return quiet(env.output([]byte(c.ready(fds))))
}

// what names the one descriptor there is.
func (c *Poll) what() string {
	if len(c.Names) == 1 {
		return c.Names[0]
	}
	return ""
}

func (c *Poll) ready(fds []unix.PollFd) (text string) {
	for i, p := range fds {
		if p.Revents == 0 {
			continue
		}
		if len(fds) > 1 {
			text += c.Names[i] + " "
		}
		text += xlat.PollEvents.Text(uint32(uint16(p.Revents))) + "\n"
	}
	return text
}
