package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A nursery runs one child a connection, side by side, and no more than Max at once.
type nursery struct {
	env      *Env
	end      *End
	take     func() (socket, error)
	listener socket
	max      int
	path     string
	children []sys.Child
}

// run accepts and starts children until something fails. Each is waited for: none stays a zombie.
func (n *nursery) run() error {
	for {
		fds := make([]unix.PollFd, 0, len(n.children)+1)
		for _, c := range n.children {
			fds = append(fds, unix.PollFd{Fd: int32(c.Pidfd), Events: unix.POLLIN})
		}
		if len(n.children) < n.max {
			fds = append(fds, unix.PollFd{Fd: int32(n.listener.fd), Events: unix.POLLIN})
		}
		if _, err := n.env.Door.Poll(fds, -1); err != nil && !fail.Is(err, unix.EINTR) {
			return fail.At("poll", "", err)
		}
		n.reap(fds)
		if last := fds[len(fds)-1]; int(last.Fd) == n.listener.fd && last.Revents != 0 {
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
		n.env.Tell("process %d ended: %s", c.Pid, c.Wait())
		_ = n.env.Door.Close(c.Pidfd)
	}
	n.children = alive
}

// birth starts the child of one connection. A client that has left meanwhile is nobody's error.
func (n *nursery) birth() error {
	s, err := n.take()
	if fail.Is(err, unix.EAGAIN, unix.ECONNABORTED, unix.EINTR) {
		return nil
	}
	if err != nil {
		return err
	}
	defer s.close(n.env)
	files := []int{n.env.In, n.env.Out, n.env.Err}
	for _, to := range n.end.descriptors() {
		for len(files) <= to {
			files = append(files, -1)
		}
		files[to] = s.fd
	}
	environ := append(ucspi(n.env, s), n.end.environ()...)
	c, err := sys.Start(n.path, n.end.Command, environ, files)
	if err != nil {
		return cannotRun(n.end.Command[0], err)
	}
	n.children = append(n.children, c)
	return nil
}
