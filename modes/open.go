package modes

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Open says what socket to make.
type Open struct {
	Kind     addr.Kind
	Bind     *addr.Endpoint
	Options  []sockopt.Setting
	Nonblock bool
}

// A socket is one we made, with what messages about it say.
type socket struct {
	fd   int
	kind addr.Kind
	what string // its address, as the user would write it

	bound bool // a datagram socket without a peer
	lock  bool // which is to take the first sender for its only peer
}

// socket makes a socket for sa, sets its options and binds it.
func (o *Open) socket(env *Env, sa addr.Sockaddr, nonblock bool) (socket, error) {
	s := socket{kind: o.Kind, what: sa.String()}
	s.kind.Family = sa.Family()
	typ := s.kind.Type | unix.SOCK_CLOEXEC
	if nonblock {
		typ |= unix.SOCK_NONBLOCK
	}
	var err error
	if s.fd, err = env.Door.Socket(s.kind.Family, typ, s.kind.Protocol); err != nil {
		return s, fail.At("socket", kindText(s.kind), err)
	}
	if err = o.prepare(env, s); err != nil {
		s.close(env)
	}
	return s, err
}

func kindText(k addr.Kind) string {
	return xlat.Families.Text(uint32(k.Family)) + " " + xlat.SocketTypes.Text(uint32(k.Type))
}

func (o *Open) prepare(env *Env, s socket) error {
	for _, set := range o.Options {
		if err := env.Door.SetOption(s.fd, set); err != nil {
			return fail.At("setsockopt", set.String(), err)
		}
	}
	if o.Bind == nil {
		return nil
	}
	return o.bind(env, s)
}

// bind binds to the first local address of the socket's family.
func (o *Open) bind(env *Env, s socket) error {
	list, err := o.Bind.Sockaddrs(addr.Bind, env.Names)
	if err != nil {
		return err
	}
	for _, sa := range list {
		if sa.Family() == s.kind.Family {
			return fail.At("bind", sa.String(), env.Door.Bind(s.fd, sa))
		}
	}
	return &fail.Call{
		Name: "bind", What: o.Bind.Text, Err: unix.EAFNOSUPPORT,
		Hint: "the local address is of another family than " + s.what,
	}
}

func (s socket) close(env *Env) { _ = env.Door.Close(s.fd) }

// ours reports whether we made the socket, and so know its kind.
func (s socket) ours() bool { return s.kind.Family != unix.AF_UNSPEC }

// keepsBorders reports whether the socket receives messages rather than bytes.
func (s socket) keepsBorders() bool { return s.kind.Type != unix.SOCK_STREAM }

// Dial says how to connect.
type Dial struct {
	Open
	Timeout time.Duration // for all attempts of one round together; 0: the kernel's own
	Retry   time.Duration // how long to begin new rounds
}

// healing are the errors of connect(2) that time may heal.
var healing = []unix.Errno{
	unix.ECONNREFUSED, unix.ENOENT, unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EAGAIN,
}

// The pause between rounds doubles from the first to the longest.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 500 * time.Millisecond
)

// connect makes a socket and connects it to the first address of e that answers.
func (d *Dial) connect(env *Env, e addr.Endpoint) (socket, error) {
	list, err := e.Sockaddrs(addr.Connect, env.Names)
	if err != nil {
		return socket{}, err
	}
	end := time.Now().Add(d.Retry)
	for pause := firstPause; ; pause = min(2*pause, longestPause) {
		s, err := d.round(env, e, list)
		left := time.Until(end)
		if err == nil || left <= 0 || !fail.Is(err, healing...) {
			return s, err
		}
		_, _ = env.Door.Poll(nil, min(pause, left))
	}
}

// round tries address by address.
func (d *Dial) round(env *Env, e addr.Endpoint, list []addr.Sockaddr) (s socket, err error) {
	var limit time.Time
	if d.Timeout > 0 {
		limit = time.Now().Add(d.Timeout)
	}
	for i, sa := range list {
		if s, err = d.attempt(env, sa, limit); err == nil {
			env.Tell("connected to %s", s.what)
			return s, nil
		}
		if i+1 < len(list) {
			env.Tell("%v", err)
		}
	}
	return s, named(err, e)
}

// named adds the name that was typed to an error that speaks of its address.
func named(err error, e addr.Endpoint) error {
	var call *fail.Call
	if errors.As(err, &call) && call.Name == "connect" && e.Host != "" && call.What != e.Text {
		call.What = e.Text + " [" + call.What + "]"
	}
	return err
}

func (d *Dial) attempt(env *Env, sa addr.Sockaddr, limit time.Time) (socket, error) {
	s, err := d.socket(env, sa, d.Nonblock || d.Timeout > 0)
	if err != nil {
		return s, err
	}
	err = env.Door.Connect(s.fd, sa)
	if err == unix.EINPROGRESS || err == unix.EINTR {
		err = d.complete(env, s, limit)
	}
	if err != nil {
		s.close(env)
		return s, connectFailure(s, err)
	}
	return s, nil
}

// complete waits for the end of a connect that goes on in the background.
func (d *Dial) complete(env *Env, s socket, limit time.Time) error {
	ready, err := env.await(s.fd, unix.POLLOUT, limit)
	if err != nil {
		return err
	}
	if ready == 0 {
		return &fail.Call{Name: "connect", What: s.what, Err: unix.ETIMEDOUT, Why: "no answer within " + d.Timeout.String()}
	}
	return env.Door.PendingError(s.fd)
}

// await polls one descriptor until the limit (zero: for ever) and returns what is ready.
func (e *Env) await(fd int, events int16, limit time.Time) (int16, error) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: events}}
	for {
		wait := time.Duration(-1)
		if !limit.IsZero() {
			wait = max(0, time.Until(limit))
		}
		_, err := e.Door.Poll(fds, wait)
		if err == unix.EINTR {
			continue
		}
		return fds[0].Revents, fail.At("poll", "", err)
	}
}

func connectFailure(s socket, err error) error {
	err = fail.At("connect", s.what, err)
	switch {
	case s.kind.Family == unix.AF_UNIX && fail.Is(err, unix.EPROTOTYPE):
		return fail.WithHint(err, "the socket there is of another type: try --udp for a datagram socket, or --type seqpacket")
	case s.kind.Family == unix.AF_UNIX && fail.Is(err, unix.ECONNREFUSED):
		return fail.WithHint(err, "the path is there, but nobody listens on it any more")
	}
	return err
}
