package modes

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/sockopt"
)

// Open says what socket to make.
type Open struct {
	Kind      addr.Kind
	Bind      *addr.Endpoint
	Options   []sockopt.Setting
	Want      []string // control data to ask the kernel for, as sockopt.Wanted reads it
	Nonblock  bool
	NoCloexec bool // without SOCK_CLOEXEC
	Addrlen   *int // the length of the ADDRESS for the kernel; nil: the right one

	role role // what becomes of the socket; the zero value connects
}

// A socket is one we made, with what messages about it say.
type socket struct {
	fd   int
	kind addr.Kind
	what string // its address, as the user would write it

	chosen  pump.Chosen
	foreign bool          // somebody else has it too: its status flags are not ours
	pending bool          // connect(2) goes on in the background
	took    time.Duration // what connect(2) took; 0: it was not called

	bound bool // a datagram socket without a peer
	lock  bool // which is to take the first sender for its only peer

	path   string // that it is bound to and that is ours to remove, "" if there is none
	forget func() // removes it; nil if there is none
}

// socket makes a socket for sa, sets its options and binds it.
func (o *Open) socket(env *env.Env, sa addr.Sockaddr, nonblock bool) (socket, error) {
	s := socket{kind: o.Kind, chosen: o.chosen()}
	if !o.Kind.Asks(addr.FamilyPart) {
		s.kind.Family = sa.Family()
	}
	s.what = nameText(s.kind, sa)
	typ := s.kind.Type | unix.SOCK_CLOEXEC
	if nonblock {
		typ |= unix.SOCK_NONBLOCK
	}
	var err error
	if s.fd, err = env.Door.Socket(s.kind.Family, typ, s.kind.Protocol); err != nil {
		return s, socketFailure(s.kind, err)
	}
	if err = o.prepare(env, &s); err != nil {
		s.close(env)
	}
	return s, err
}

func (o *Open) prepare(env *env.Env, s *socket) error {
	if err := o.setOptions(env, *s, o.role, created); err != nil {
		return err
	}
	if err := o.turnOn(env, *s); err != nil {
		return err
	}
	if o.Bind == nil {
		return nil
	}
	return o.bind(env, s)
}

// bind binds to the first local address of the socket's family.
func (o *Open) bind(env *env.Env, s *socket) error {
	list, err := o.Bind.Only(s.kind.Family).Sockaddrs(addr.Bind, env.Names)
	if err != nil {
		return err
	}
	for _, sa := range list {
		if sa.Family() == s.kind.Family || o.Bind.IsBytes() {
			return s.bind(env, sa)
		}
	}
	return &fail.Call{
		Name: "bind", What: o.Bind.Text, Err: unix.EAFNOSUPPORT,
		Hint: "the local address is of another family than " + s.what,
	}
}

func (s *socket) bind(env *env.Env, sa addr.Sockaddr) error {
	err := s.own(env, sa, func() error { return env.Door.Bind(s.fd, sa) })
	return bindFailure(s.kind, sa, err)
}

// close closes the socket. Its path in the file system goes with it.
func (s socket) close(env *env.Env) {
	_ = env.Door.Close(s.fd)
	if s.forget != nil {
		s.forget()
	}
}

// abort has the close of a stream reset the connection: the peer is not to take what it has for everything. A UNIX socket knows no
// reset.
func (s socket) abort(env *env.Env) {
	if !s.keepsBorders() && !s.isUnix() {
		linger := binary.NativeEndian.AppendUint64(nil, 0) // struct linger: l_onoff, and l_linger 0
		binary.NativeEndian.PutUint32(linger, 1)
		_ = env.Door.Setsockopt(s.fd, unix.SOL_SOCKET, unix.SO_LINGER, linger)
	}
}

// ours reports whether we made the socket, and so know its kind.
func (s socket) ours() bool { return s.kind.Family != unix.AF_UNSPEC }

// keepsBorders reports whether the socket receives messages rather than bytes.
func (s socket) keepsBorders() bool { return s.kind.Type != unix.SOCK_STREAM }

// isTCP reports whether the socket is plain TCP.
func (s socket) isTCP() bool {
	return isInet(s.kind.Family) && s.kind.Type == unix.SOCK_STREAM && (s.kind.Protocol == 0 || s.kind.Protocol == unix.IPPROTO_TCP)
}

func (s socket) isUnix() bool { return s.kind.Family == unix.AF_UNIX }

// isUDP reports whether the socket is plain UDP.
func (s socket) isUDP() bool {
	return isInet(s.kind.Family) && s.kind.Type == unix.SOCK_DGRAM && (s.kind.Protocol == 0 || s.kind.Protocol == unix.IPPROTO_UDP)
}

func (d *Dial) attempt(env *env.Env, sa addr.Sockaddr, end env.Deadline) (socket, error) {
	s, err := d.socket(env, sa, d.Nonblock || end.Set())
	if err != nil {
		return s, err
	}
	start := time.Now()
	by := end.Or(s.connectBy(start))
	err = env.Door.Claiming(d.Addrlen).Connect(s.fd, sa)
	switch {
	case d.bare && fail.Is(err, unix.EINPROGRESS):
		s.pending = true
		return s, nil
	case fail.Is(err, unix.EINPROGRESS, unix.EINTR):
		err = d.complete(env, s, by)
	case fail.Is(err, unix.EAGAIN) && s.isUnix() && !d.Nonblock && by.Set():
		err = d.queue(env, s, sa, by)
	}
	if err != nil {
		s.close(env)
		return s, connectFailure(s, sa, err)
	}
	s.took = time.Since(start)
	if d.probe && s.kind.Type == unix.SOCK_DGRAM && isInet(s.kind.Family) && !s.kind.Portless() {
		err = s.probe(env, end)
	}
	if err != nil {
		s.close(env)
		return s, err
	}
	if err = d.setOptions(env, s, dials, joined); err != nil {
		s.close(env)
	}
	return s, err
}

// complete waits for the end of a connect that goes on in the background.
func (d *Dial) complete(env *env.Env, s socket, end env.Deadline) error {
	ready, err := env.Await(s.fd, unix.POLLOUT, end.At)
	if err != nil {
		return err
	}
	if ready == 0 {
		return end.TimedOut("connect", s.what)
	}
	return env.Door.PendingError(s.fd)
}

// queue waits for a place in the full backlog of a UNIX socket. Only trying tells when there is one: for poll(2)
// a socket that is not connecting is ready at once.
func (d *Dial) queue(env *env.Env, s socket, sa addr.Sockaddr, end env.Deadline) error {
	err := error(unix.EAGAIN)
	for pause := firstPause; fail.Is(err, unix.EAGAIN); pause = min(2*pause, longestPause) {
		left := end.Left()
		if left <= 0 {
			return end.TimedOut("connect", s.what)
		}
		_, _ = env.Door.Poll(nil, min(pause, left))
		err = env.Door.Connect(s.fd, sa)
	}
	return err
}

func connectFailure(s socket, sa addr.Sockaddr, err error) error {
	err = fail.At("connect", s.what, err)
	_, isPath := sa.UnixPath()
	switch {
	case addressHint(s.kind.Family, sa, err) != "":
		return fail.WithHint(err, addressHint(s.kind.Family, sa, err))
	case s.kind.Connectionless() && s.kind.Family == unix.AF_INET && fail.Is(err, unix.EACCES):
		return fail.WithHint(err, broadcastHint)
	case s.isUnix() && fail.Is(err, unix.EPROTOTYPE):
		return fail.WithHint(err, "the socket there is of another type: try --udp for a datagram socket, or --type seqpacket")
	case isPath && fail.Is(err, unix.ECONNREFUSED):
		return fail.WithHint(err, "the path is there, but nobody listens on it any more")
	}
	return err
}
