package modes

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/serve"
	"sock/internal/sys"
)

// Listen is socket(2), bind(2), listen(2), accept4(2), then standard input and output.
// A datagram socket is bound and used as it is.
type Listen struct {
	Open
	End
	Backlog int       // negative: as many as the kernel allows
	Timeout env.Wait  // for the first connection to come
	Unlink  bool      // replace the path of a socket that nobody listens on
	Lock    bool      // datagrams: the first sender becomes the only peer
	Keep    bool      // accept again and again, all connections side by side
	Max     int       // children at once, with Keep and a COMMAND, or connections with Serve; 0: as many as there are descriptors
	Serve   Service   // answer everybody from the loop itself
	Stdin   StdinRule // with Keep: which clients standard input goes to
	Pass    bool      // give COMMAND the listening socket, as a service manager does

	HasBacklog bool // listen(2) is called on a datagram socket too, for its errno
}

// Run listens on e and serves who comes.
func (l *Listen) Run(env *env.Env, e addr.Endpoint) error {
	start := time.Now()
	l.RecvOnly = l.RecvOnly || l.Stdin == StdinNone
	if err := l.prepare(env); err != nil {
		return err
	}
	env.LookUpUntil(answerBy(&l.Timeout).Or(l.whole(start)))
	b, err := l.listener(env, e)
	if err != nil {
		return err
	}
	defer b.close(env)
	env.Tell("listening on %s", b.what)
	if l.Lock && l.handsOver() {
		if err := l.lockFirst(env, &b.socket, start); err != nil {
			return err
		}
	}
	switch {
	case l.Hold != "":
		return l.hold(env, &b.socket)
	case l.Pass:
		return l.pass(b)
	case l.Serve != NoService && l.Kind.Connectionless():
		return l.answer(env, b.socket, start)
	case l.Kind.Connectionless():
		b.bound, b.lock = true, l.Lock
		return l.finish(env, &b.socket, start)
	case l.Keep:
		return l.serveMany(env, b.socket, start)
	}
	return l.serveOne(env, b, start)
}

// prepare refuses, before anything is made, what the standard streams are not suited for.
func (l *Listen) prepare(env *env.Env) error {
	if l.Serve == NoService {
		if err := l.needs(env); err != nil {
			return err
		}
	}
	if err := l.checkStdin(env); err != nil {
		return err
	}
	if l.Keep {
		return l.settle()
	}
	return nil
}

// serveMany accepts connections until a limit of time, or a signal, ends it.
func (l *Listen) serveMany(env *env.Env, listener socket, start time.Time) error {
	if err := l.awaitFirst(env, listener, start); err != nil {
		return err
	}
	switch {
	case l.Serve != NoService:
		return l.offer(env, listener, start)
	case len(l.Command) > 0:
		return l.spawn(env, listener)
	}
	return l.serveAll(env, listener, start)
}

// RunOn is listen(2) on a socket that exists.
func (l *Listen) RunOn(env *env.Env, fd int, what string) error {
	return fail.At("listen", what, env.Door.Listen(fd, l.Backlog))
}

// serveOne accepts one connection. The listener goes first, so that the next client is refused
// rather than left waiting in a queue that nobody will look at.
func (l *Listen) serveOne(env *env.Env, b *bound, start time.Time) error {
	var s socket
	a := l.acceptor(env, b.socket)
	a.Nonblock = l.Nonblock
	a.Serve = func(fd int, peer addr.Sockaddr) (err error) {
		s, err = l.accepted(env, b.socket, fd, peer)
		return err
	}
	first := l.firstLimit(start)
	if err := a.One(first.At, first.Why); err != nil {
		return err
	}
	b.close(env)
	defer func() { s.close(env) }()
	return l.finish(env, &s, start)
}

// spawn starts a child for every connection.
func (l *Listen) spawn(env *env.Env, listener socket) error {
	return l.End.spawn(env, l.acceptor(env, listener), l.Max, func(fd int, peer addr.Sockaddr) (socket, error) {
		return l.accepted(env, listener, fd, peer)
	})
}

// pass hands the listening socket over as sd_listen_fds(3) expects it. A path stays with the socket.
func (l *Listen) pass(b *bound) error {
	path, err := LookPath(l.Command[0])
	if err != nil {
		return err
	}
	if err := sys.Place(b.fd, ref.FirstPassed); err != nil {
		return fail.At("dup3", "3", err)
	}
	// What our own service manager has said of other sockets must not come first.
	environ := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "LISTEN_") })
	environ = append(environ, "LISTEN_FDS=1", "LISTEN_PID="+strconv.Itoa(os.Getpid()), "LISTEN_FDNAMES=sock")
	return cannotRun(l.Command[0], sys.Exec(path, l.Command, environ))
}

// awaitFirst waits until there is a connection, if there is a limit to that.
func (l *Listen) awaitFirst(env *env.Env, listener socket, start time.Time) error {
	if !l.Timeout.Limited() {
		return nil
	}
	end := l.firstLimit(start).Or(listener.receiveBy(time.Now()))
	ready, err := env.Await(listener.fd, unix.POLLIN, end.At)
	if err == nil && ready == 0 {
		err = end.TimedOut("accept", listener.what)
	}
	return err
}

// firstLimit is until when the first connection may arrive.
func (l *Listen) firstLimit(start time.Time) env.Deadline {
	first := env.Deadline{At: l.Timeout.From(time.Now()), Why: noConnection(l.Timeout)}
	return first.Or(l.whole(start))
}

// acceptor returns what accepts the connections of a listener that is sock's own.
func (l *Listen) acceptor(env *env.Env, listener socket) *serve.Acceptor {
	a := newAcceptor(env, listener)
	a.Flags, a.Nonblock = unix.SOCK_CLOEXEC, true
	return a
}

// acceptor returns what accepts the connections of a listener.
func newAcceptor(e *env.Env, listener socket) *serve.Acceptor {
	return &serve.Acceptor{
		Loop: &pump.Loop{Door: e.Door}, FD: listener.fd, What: listener.what, Timeo: listener.chosen.RcvTimeo,
		Warn: e.Warn, Tell: e.Tell,
	}
}

// accepted sets the options that the kernel does not hand down from the listener.
func (l *Listen) accepted(env *env.Env, listener socket, fd int, peer addr.Sockaddr) (socket, error) {
	s := socket{fd: fd, kind: listener.kind, what: peer.Shown(), chosen: listener.chosen}
	if env.Verbose {
		tellFallback(env, s)
	}
	err := l.setOptions(env, s, listens, joined)
	if fail.Is(err, unix.ENOTCONN) { // the client has left meanwhile: so other systems have accept(2) say it
		err = fail.At("accept", listener.what, unix.ECONNABORTED)
	}
	return s, err
}

// listener makes the socket on the first address of e that this machine can do.
func (l *Listen) listener(env *env.Env, e addr.Endpoint) (*bound, error) {
	l.role = listens
	if l.Kind.Connectionless() {
		l.role = waits
	}
	if err := l.check(l.role); err != nil {
		return nil, err
	}
	list, err := e.Sockaddrs(addr.Listen, env.Names)
	if err != nil {
		return nil, err
	}
	for i, sa := range list {
		var b *bound
		b, err = l.listenOn(env, sa, e.Host == "")
		if err == nil || i+1 == len(list) || !fail.Is(err, unix.EAFNOSUPPORT, unix.EADDRNOTAVAIL) {
			return b, err
		}
	}
	return nil, err
}

func (l *Listen) listenOn(env *env.Env, sa addr.Sockaddr, wildcard bool) (*bound, error) {
	s, err := l.socket(env, sa, l.Nonblock || l.Keep)
	if err != nil {
		return nil, err
	}
	b := &bound{socket: s}
	if err := l.bindAndListen(env, b, sa, wildcard); err != nil {
		b.close(env)
		return nil, err
	}
	return b, nil
}

func (l *Listen) bindAndListen(env *env.Env, b *bound, sa addr.Sockaddr, wildcard bool) error {
	if err := l.share(env, b.socket, wildcard); err != nil {
		return err
	}
	if err := b.bind(env, sa, bindHow{l.Unlink, l.Addrlen}); err != nil {
		return err
	}
	if l.Kind.Connectionless() && !l.HasBacklog {
		return nil
	}
	return fail.At("listen", b.what, env.Door.Listen(b.fd, l.Backlog))
}

// share sets SO_REUSEADDR, so that a listener can be started again while old connections linger. On datagram
// sockets it would let a second one steal the port, as SO_REUSEPORT would everywhere.
func (l *Listen) share(env *env.Env, s socket, wildcard bool) error {
	if isInet(s.kind.Family) && s.kind.Type == unix.SOCK_STREAM && !l.sets("SO_REUSEADDR") {
		if err := env.Door.SetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
			return fail.At("setsockopt", "SO_REUSEADDR=1", err)
		}
	}
	if s.kind.Family == unix.AF_INET6 && wildcard && l.Kind.Family == 0 && !l.sets("IPV6_V6ONLY") {
		err := env.Door.SetsockoptInt(s.fd, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0)
		return fail.At("setsockopt", "IPV6_V6ONLY=0", err)
	}
	return nil
}

// chosen are the user's own among the options that the pump would set.
func (o *Open) chosen() pump.Chosen {
	c := pump.Chosen{
		RcvBuf:   o.sets("SO_RCVBUF") || o.sets("SO_RCVBUFFORCE"),
		SndBuf:   o.sets("SO_SNDBUF") || o.sets("SO_SNDBUFFORCE"),
		RcvLowat: o.sets("SO_RCVLOWAT"),
	}
	setTimeo(&c, o.Options)
	return c
}

// sets reports whether the user sets the option with -o: then it is not ours to set.
func (o *Open) sets(name string) bool {
	for _, set := range o.Options {
		if set.Option.Name == name {
			return true
		}
	}
	return false
}
