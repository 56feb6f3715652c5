package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// Epoll calls epoll_create1(2), epoll_ctl(2) for each socket, and epoll_pwait(2) until Count events were reported.
type Epoll struct {
	Watched
	Events uint32 // EPOLLIN and others, and flags such as EPOLLET
	Count  int    // events to print
	JSON   bool
}

// Run prints each event on a line.
func (c *Epoll) Run(env *env.Env) error {
	epoll, err := env.Door.EpollCreate()
	if err != nil {
		return fail.At("epoll_create1", "", err)
	}
	defer func() { _ = env.Door.Close(epoll) }()
	for i, fd := range c.FDs {
		if err := env.Door.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, c.Events); err != nil {
			return c.refused(c.Names[i], err)
		}
	}
	limit := c.Wait.From(time.Now())
	for left := c.Count; left > 0; {
		n, err := c.once(env, epoll, left, limit)
		if err != nil {
			return fail.Quiet(err)
		}
		left -= n
	}
	return nil
}

// once makes one call for up to most events, prints them, and returns how many there were.
func (c *Epoll) once(env *env.Env, epoll, most int, limit time.Time) (int, error) {
	room := make([]sys.EpollEvent, max(1, min(most, len(c.FDs))))
	n, err := env.Door.EpollAwait(epoll, room, limit)
	switch {
	case err != nil:
		return 0, fail.At("epoll_pwait", c.what(), err)
	case n == 0:
		return 0, c.timedOut("epoll")
	}
	var out []byte
	for _, e := range room[:n] {
		out = append(out, c.report(c.name(int(e.Fd)), xlat.EpollEvents.Names(e.Events), c.JSON)...)
	}
	return n, env.Output(out)
}

// refused adds to an error of epoll_ctl(2) what the errno means.
func (c *Epoll) refused(name string, err error) error {
	hint := ""
	switch {
	case fail.Is(err, unix.EPERM):
		hint = "epoll refuses what is always ready, such as a regular file; sock poll takes it"
	case fail.Is(err, unix.EINVAL) && c.Events&unix.EPOLLEXCLUSIVE != 0:
		hint = "EPOLLEXCLUSIVE goes with in, out, EPOLLERR, EPOLLHUP, EPOLLWAKEUP and EPOLLET alone"
	}
	return fail.WithHint(fail.At("epoll_ctl", name, err), hint)
}
