package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/serve"
	"sock/internal/socket"
)

// Listen calls socket(2), bind(2), listen(2) and accept4(2), then serves standard input and output. For a datagram socket,
// it calls neither listen(2) nor accept4(2).
type Listen struct {
	socket.Spec
	socket.Listening
	End
	Confinement
	Timeout env.Wait        // limit for the first connection
	Lock    bool            // datagrams: the first sender becomes the only peer
	Keep    bool            // accept many connections at the same time
	Admits  serve.Admission // which clients are served, and how many
	Serve   serve.Service   // the service that answers every client, without a child
	Stdin   serve.StdinRule // with Keep: which clients receive standard input
	Broker  bool            // with Keep: every client receives what the others send
	Pass    bool            // pass the listening socket to COMMAND, as a service manager does
}

// Run listens on e and serves the clients that connect.
func (l *Listen) Run(env *env.Env, e addr.Endpoint) error {
	start := time.Now()
	l.Cat.RecvOnly = l.Cat.RecvOnly || l.Stdin == serve.StdinNone
	if err := l.prepare(env); err != nil {
		return err
	}
	rights, err := l.lookUp()
	if err != nil {
		return err
	}
	env.LookUpUntil(l.Timeout.Deadline(time.Now(), "no answer").Or(l.Cat.Whole(start)))
	b, err := l.Listen(env, e, l.Listening, l.Nonblock || l.Keep)
	if err != nil {
		return err
	}
	defer b.Close(env)
	b.Admits = l.Admits.Datagrams()
	if err := rights.apply(env, l.later(l.Keep || l.Serve != serve.NoService, l.Admits.File), b); err != nil {
		return err
	}
	env.Tell("listening on %s", b.What)
	rights.report(env)
	if l.Lock && l.Target.Passes() {
		if err := lockFirst(env, b, l.Timeout.Deadline(start, "no datagram").Or(b.ReceiveBy(start))); err != nil {
			return err
		}
	}
	switch {
	case l.Target.Hold != "":
		return l.Target.Give(env, b)
	case l.Pass:
		return l.Target.Activate(b)
	case l.Serve != serve.NoService && l.Kind.Connectionless():
		return l.offer(env, b, start)
	case l.Kind.Connectionless():
		b.Unconnected, b.Lock = true, l.Lock
		return l.finish(env, b, start)
	case l.Keep:
		return l.serveMany(env, b, start)
	}
	return l.serveOne(env, b, start)
}

// prepare returns an error if the standard streams do not fit the flags. It makes no socket.
func (l *Listen) prepare(env *env.Env) error {
	if l.Serve == serve.NoService && !l.Broker {
		if err := l.needs(env); err != nil {
			return err
		}
	}
	if err := l.Stdin.Check(env); err != nil {
		return err
	}
	if err := l.Admits.Prepare(env); err != nil {
		return err
	}
	if l.Keep {
		return l.settle()
	}
	return nil
}

// serveMany accepts connections until a time limit or a signal ends it.
func (l *Listen) serveMany(env *env.Env, listener *socket.Socket, start time.Time) error {
	if err := l.awaitFirst(env, listener, start); err != nil {
		return err
	}
	defer l.Admits.Settle()
	switch {
	case l.Serve != serve.NoService:
		return l.offer(env, listener, start)
	case len(l.Target.Command) > 0:
		return l.spawn(env, listener)
	}
	v := serve.Clients{Env: env, Spec: &l.Spec, Cat: &l.Cat, Stdin: l.Stdin, Broker: l.Broker, Admits: &l.Admits, Listener: listener}
	return v.Run(start)
}

// offer serves clients without children.
func (l *Listen) offer(env *env.Env, listener *socket.Socket, start time.Time) error {
	v := serve.Services{
		Env: env, Spec: &l.Spec, Service: l.Serve, Admits: &l.Admits, Listener: listener, Idle: l.Cat.IdleMost(), Deadline: l.Cat.DeadlineFrom(start),
	}
	return v.Run()
}

// RunOn calls listen(2) on an existing socket.
func (l *Listen) RunOn(env *env.Env, fd int, what string) error {
	return fail.At("listen", what, env.Door.Listen(fd, l.Backlog))
}

// serveOne accepts one connection. It closes the listener before it serves the connection, so that the kernel refuses the next
// client and does not queue it.
func (l *Listen) serveOne(env *env.Env, b *socket.Socket, start time.Time) error {
	var s *socket.Socket
	a := serve.NewAcceptor(env, &loop.Loop{Door: env.Door}, b).Obey(&l.Admits)
	a.Nonblock = l.Nonblock
	a.Serve = func(fd int, peer addr.Sockaddr) (err error) {
		s, err = l.Accepted(env, b, fd, peer)
		return err
	}
	first := l.firstLimit(start)
	if err := a.One(first.At, first.Why); err != nil {
		return err
	}
	b.Close(env)
	defer func() { s.Close(env) }()
	return l.finish(env, s, start)
}

// spawn starts a child for every connection.
func (l *Listen) spawn(env *env.Env, listener *socket.Socket) error {
	p := pump.New(env.Door)
	n := l.children(env, p, serve.NewAcceptor(env, &p.Loop, listener).Obey(&l.Admits))
	n.Accepted = func(fd int, peer addr.Sockaddr) (*socket.Socket, error) { return l.Accepted(env, listener, fd, peer) }
	return n.Run()
}

// awaitFirst waits for the first connection if Timeout limits that wait.
func (l *Listen) awaitFirst(env *env.Env, listener *socket.Socket, start time.Time) error {
	if !l.Timeout.Limited() {
		return nil
	}
	end := l.firstLimit(start).Or(listener.ReceiveBy(time.Now()))
	ready, err := env.Await(listener.FD, unix.POLLIN, end.At)
	if err == nil && ready == 0 {
		err = end.TimedOut("accept", listener.What)
	}
	return err
}

// firstLimit returns the time until which the first connection may arrive.
func (l *Listen) firstLimit(start time.Time) env.Deadline {
	first := env.Deadline{At: l.Timeout.From(time.Now()), Why: noConnection(l.Timeout)}
	return first.Or(l.Cat.Whole(start))
}
