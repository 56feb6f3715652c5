package modes

import (
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/sys"
)

// Listen is socket(2), bind(2), listen(2), accept4(2), then standard input and output.
// A datagram socket is bound and used as it is.
type Listen struct {
	Open
	End
	Backlog int     // negative: as many as the kernel allows
	Timeout Wait    // for the first connection to come
	Unlink  bool    // replace the path of a socket that nobody listens on
	Lock    bool    // datagrams: the first sender becomes the only peer
	Keep    bool    // accept again and again, all connections side by side
	Max     int     // children at once, with Keep and a COMMAND, or connections with Serve; 0: as many as there are descriptors
	Serve   Service // answer everybody from the loop itself
	Pass    bool    // give COMMAND the listening socket, as a service manager does
}

// Run listens on e and serves who comes.
func (l *Listen) Run(env *Env, e addr.Endpoint) error {
	start := time.Now()
	b, err := l.listener(env, e)
	if err != nil {
		return err
	}
	defer b.close(env)
	env.Tell("listening on %s", b.what)
	switch {
	case l.Hold != "":
		return l.hold(env, &b.socket)
	case l.Pass:
		return l.pass(b)
	case l.Serve != NoService:
		return l.offer(env, b.socket, start)
	case l.Keep && len(l.Command) > 0:
		return l.spawn(env, b.socket)
	case l.Kind.Connectionless():
		b.bound, b.lock = true, l.Lock
		return l.finish(env, &b.socket, start)
	case l.Keep:
		return l.serveMany(env, b.socket, start)
	}
	return l.serveOne(env, b, start)
}

// RunOn is listen(2) on a socket that exists.
func (l *Listen) RunOn(env *Env, fd int, what string) error {
	return fail.At("listen", what, env.Door.Listen(fd, l.Backlog))
}

// serveOne accepts one connection. The listener goes first, so that the next client is refused
// rather than left waiting in a queue that nobody will look at.
func (l *Listen) serveOne(env *Env, b *bound, start time.Time) error {
	if err := l.awaitFirst(env, b.socket, start); err != nil {
		return err
	}
	s, err := l.take(env, b.socket)
	if err != nil {
		return err
	}
	b.close(env)
	defer func() { s.close(env) }()
	return l.finish(env, &s, start)
}

// spawn starts a child for every connection.
func (l *Listen) spawn(env *Env, listener socket) error {
	path, err := lookPath(l.Command[0])
	if err != nil {
		return err
	}
	n := nursery{env: env, end: &l.End, listener: listener, max: l.Max, path: path}
	n.take = func() (socket, error) { return l.take(env, listener) }
	return n.run()
}

// pass hands the listening socket over as sd_listen_fds(3) expects it. A path stays with the socket.
func (l *Listen) pass(b *bound) error {
	path, err := lookPath(l.Command[0])
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

// serveMany serves all who come. A limit for the first of them has to pass before anything else.
func (l *Listen) serveMany(env *Env, listener socket, start time.Time) error {
	if l.Timeout.Limited() {
		if err := l.awaitFirst(env, listener, start); err != nil {
			return err
		}
	}
	return l.serveAll(env, listener, start)
}

// awaitFirst waits until somebody comes, if there is a limit to that.
func (l *Listen) awaitFirst(env *Env, listener socket, start time.Time) error {
	limit, why := l.deadline(start), pump.DeadlineOver
	if first := l.Timeout.From(time.Now()); !first.IsZero() && earliest(first, limit).Equal(first) {
		limit, why = first, "nobody came "+l.Timeout.within()
	}
	if limit.IsZero() {
		return nil
	}
	ready, err := env.await(listener.fd, unix.POLLIN, limit)
	if err == nil && ready == 0 {
		err = fail.TimedOut("accept", listener.what, why)
	}
	return err
}

// take is accept4(2), and the options that the kernel does not hand down from the listener.
func (l *Listen) take(env *Env, listener socket) (socket, error) {
	flags := unix.SOCK_CLOEXEC
	if l.Serve != NoService {
		flags |= unix.SOCK_NONBLOCK
	}
	fd, peer, err := env.Door.Accept4(listener.fd, flags)
	if err != nil {
		return socket{}, fail.At("accept", listener.what, err)
	}
	s := socket{fd: fd, kind: listener.kind, what: peer.String(), chosen: listener.chosen}
	env.Tell("connection from %s", s.what)
	if env.Verbose {
		env.tellFallback(s)
	}
	err = l.setOptions(env, s, listens, joined)
	if err != nil {
		s.close(env)
	}
	if fail.Is(err, unix.ENOTCONN) { // the client has left meanwhile: so other systems have accept(2) say it
		err = fail.At("accept", listener.what, unix.ECONNABORTED)
	}
	return s, err
}

// listener makes the socket on the first address of e that this machine can do.
func (l *Listen) listener(env *Env, e addr.Endpoint) (*bound, error) {
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

func (l *Listen) listenOn(env *Env, sa addr.Sockaddr, wildcard bool) (*bound, error) {
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

func (l *Listen) bindAndListen(env *Env, b *bound, sa addr.Sockaddr, wildcard bool) error {
	if err := l.share(env, b.socket, wildcard); err != nil {
		return err
	}
	if err := b.bind(env, sa, l.Unlink); err != nil {
		return err
	}
	if l.Kind.Connectionless() {
		return nil
	}
	return fail.At("listen", b.what, env.Door.Listen(b.fd, l.Backlog))
}

// share sets SO_REUSEADDR, so that a listener can be started again while old connections linger. On datagram
// sockets it would let a second one steal the port, as SO_REUSEPORT would everywhere.
func (l *Listen) share(env *Env, s socket, wildcard bool) error {
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
	return pump.Chosen{
		RcvBuf:   o.sets("SO_RCVBUF") || o.sets("SO_RCVBUFFORCE"),
		SndBuf:   o.sets("SO_SNDBUF") || o.sets("SO_SNDBUFFORCE"),
		RcvLowat: o.sets("SO_RCVLOWAT"),
	}
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
