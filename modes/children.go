package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A nursery runs one child a connection, side by side, and no more than max at once.
type nursery struct {
	env      *Env
	end      *End
	take     func() (socket, error)
	listener socket
	max      int
	path     string
	children []sys.Child
	full     bool    // no descriptor, memory or process was left: until a child ends
	unborn   *socket // the connection whose child could not be started then
}

// run accepts and starts children until something fails. Each is waited for: none stays a zombie.
func (n *nursery) run() error {
	for {
		fds := make([]unix.PollFd, 0, len(n.children)+1)
		for _, c := range n.children {
			fds = append(fds, unix.PollFd{Fd: int32(c.Pidfd), Events: unix.POLLIN})
		}
		if len(n.children) < n.max && !n.full {
			fds = append(fds, unix.PollFd{Fd: int32(n.listener.fd), Events: unix.POLLIN})
		}
		if _, err := n.env.Door.Poll(fds, -1); err != nil && !fail.Is(err, unix.EINTR) {
			return fail.At("poll", "", err)
		}
		n.reap(fds)
		last := fds[len(fds)-1]
		came := int(last.Fd) == n.listener.fd && last.Revents != 0
		if came || n.unborn != nil && !n.full {
			if err := n.birth(); err != nil {
				return err
			}
		}
	}
}

func (n *nursery) reap(fds []unix.PollFd) {
	alive := n.children[:0]
	for i, c := range n.children {
		if fds[i].Revents == 0 {
			alive = append(alive, c)
			continue
		}
		n.full = false
		n.env.Tell("process %d ended: %s", c.Pid, c.Wait())
		_ = n.env.Door.Close(c.Pidfd)
	}
	n.children = alive
}

// birth starts the child of one connection. A client that has left meanwhile is nobody's error. One for whom
// nothing is left waits until a child ends.
func (n *nursery) birth() error {
	s, err := n.next()
	switch {
	case fail.Is(err, unix.EAGAIN, unix.ECONNABORTED, unix.EINTR):
		return nil
	case n.mustWait(err):
		n.env.Warn("%v", err)
		return nil
	case err != nil:
		return err
	}
	c, err := n.start(s)
	if n.mustWait(err) {
		n.unborn = &s
		n.env.Warn("%v", cannotRun(n.end.Command[0], err))
		return nil
	}
	s.close(n.env)
	if err != nil {
		return cannotRun(n.end.Command[0], err)
	}
	n.children = append(n.children, c)
	return nil
}

// next returns the connection that has waited, or accepts one.
func (n *nursery) next() (socket, error) {
	if s := n.unborn; s != nil {
		n.unborn = nil
		return *s, nil
	}
	return n.take()
}

// mustWait notes that err is about something of which a child that ends gives back a share.
func (n *nursery) mustWait(err error) bool {
	n.full = len(n.children) > 0 && (noneLeft(err) || fail.Is(err, unix.EAGAIN))
	return n.full
}

func (n *nursery) start(s socket) (sys.Child, error) {
	files := []int{n.env.In, n.env.Out, n.env.Err}
	for _, to := range n.end.descriptors() {
		for len(files) <= to {
			files = append(files, -1)
		}
		files[to] = s.fd
	}
	return sys.Start(n.path, n.end.Command, append(ucspi(n.env, s), n.end.environ()...), files)
}
