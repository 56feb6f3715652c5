package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/serve"
	"sock/internal/sys"
)

// A nursery runs one child a connection, side by side.
type nursery struct {
	env      *Env
	end      *End
	acceptor *serve.Acceptor
	path     string
	accepted func(env *Env, fd int, peer addr.Sockaddr) (socket, error)
}

// spawn starts a child for every connection, no more than most at once.
func (e *End) spawn(env *Env, a *serve.Acceptor, most int, accepted func(*Env, int, addr.Sockaddr) (socket, error)) error {
	path, err := LookPath(e.Command[0])
	if err != nil {
		return err
	}
	n := nursery{env: env, end: e, acceptor: a, path: path, accepted: accepted}
	a.Serve, a.Max = n.birth, most
	a.Start()
	return a.Loop.Run()
}

// birth starts the child of one connection.
func (n *nursery) birth(fd int, peer addr.Sockaddr) error {
	s, err := n.accepted(n.env, fd, peer)
	if err != nil {
		return err
	}
	c, err := n.start(s)
	switch {
	case serve.Missing(err):
		return fail.At("clone", n.end.Command[0], err)
	case err != nil:
		return cannotRun(n.end.Command[0], err)
	}
	s.close(n.env)
	n.acceptor.Loop.AddWatch(&pump.Watch{FD: c.Pidfd, Events: unix.POLLIN, Ready: func() error {
		n.reap(c)
		return nil
	}})
	return nil
}

// reap takes a child that has ended off the kernel's list: none stays a zombie.
func (n *nursery) reap(c sys.Child) {
	n.acceptor.Loop.Forget(c.Pidfd)
	n.env.Tell("process %d ended: %s", c.Pid, c.Wait())
	_ = n.env.Door.Close(c.Pidfd)
	n.acceptor.Left()
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
