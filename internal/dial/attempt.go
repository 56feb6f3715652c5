package dial

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// attempt makes a socket for sa and connects it. On failure it closes the socket.
func (d *Dialer) attempt(env *env.Env, sa addr.Sockaddr, end env.Deadline) (*socket.Socket, error) {
	s, err := d.Spec.Make(env, sa, socket.ToConnect, d.Spec.Nonblock || end.Set())
	if err != nil {
		return s, err
	}
	start := time.Now()
	by := end.Or(s.ConnectBy(start))
	err = env.Door.Claiming(d.Spec.Addrlen).Connect(s.FD, sa)
	switch {
	case d.Bare && fail.Is(err, unix.EINPROGRESS):
		s.Connecting = true
		return s, nil
	case fail.Is(err, unix.EINPROGRESS, unix.EINTR):
		err = d.complete(env, s, by)
	case fail.Is(err, unix.EAGAIN) && s.IsUnix() && !d.Spec.Nonblock && by.Set():
		err = d.queue(env, s, sa, by)
	}
	if err != nil {
		s.Close(env)
		return s, connectFailure(s, sa, err)
	}
	s.Took = time.Since(start)
	if d.Probe && s.Kind.Type == unix.SOCK_DGRAM && s.Kind.IsInet() && !s.Kind.Portless() {
		err = probe(env, s, end)
	}
	if err != nil {
		s.Close(env)
		return s, err
	}
	if err = d.Spec.Connected(env, s); err != nil {
		s.Close(env)
	}
	return s, err
}

// complete waits until a connect(2) that is in progress has finished, and returns its error.
func (d *Dialer) complete(env *env.Env, s *socket.Socket, end env.Deadline) error {
	ready, err := env.Await(s.FD, unix.POLLOUT, end.At)
	if err != nil {
		return err
	}
	if ready == 0 {
		return end.TimedOut("connect", s.What)
	}
	return env.Door.PendingError(s.FD)
}

// queue retries connect(2) on a UNIX socket until the full backlog of the listener has room. poll(2) cannot wait for
// that: it reports a socket that is not connecting as ready.
func (d *Dialer) queue(env *env.Env, s *socket.Socket, sa addr.Sockaddr, end env.Deadline) error {
	err := error(unix.EAGAIN)
	for pause := firstPause; fail.Is(err, unix.EAGAIN); pause = min(2*pause, longestPause) {
		left := end.Left()
		if left <= 0 {
			return end.TimedOut("connect", s.What)
		}
		if err = env.Door.Pause(min(pause, left)); err != nil {
			return fail.At("poll", "", err)
		}
		err = env.Door.Connect(s.FD, sa)
	}
	return err
}

// connectFailure returns the error of connect(2) with a hint where this kind of socket explains the errno.
func connectFailure(s *socket.Socket, sa addr.Sockaddr, err error) error {
	err = fail.At("connect", s.What, err)
	_, isPath := sa.UnixPath()
	switch {
	case socket.AddressHint(s.Kind.Family, sa, err) != "":
		return fail.WithHint(err, socket.AddressHint(s.Kind.Family, sa, err))
	case s.Kind.Connectionless() && s.Kind.Family == unix.AF_INET && fail.Is(err, unix.EACCES):
		return fail.WithHint(err, socket.BroadcastHint)
	case s.IsUnix() && fail.Is(err, unix.EPROTOTYPE):
		return fail.WithHint(err, "the socket at that path has another type: use --udp for datagrams, or --type seqpacket")
	case isPath && fail.Is(err, unix.ECONNREFUSED):
		return fail.WithHint(err, "the path exists, but no process listens on it")
	}
	return err
}
