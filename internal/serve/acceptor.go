// Package serve accepts many connections from one listening socket.
package serve

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/socket"
)

// An Acceptor is the one accept loop. It takes connections while there is room for them, and outlives every error of
// accept4(2) but those that say that the socket accepts no more.
type Acceptor struct {
	Loop  *loop.Loop
	FD    int    // the listening socket
	What  string // its address, as the user would write it
	Flags int    // of accept4(2)
	Max   int    // connections at once, others wait in the kernel's queue; 0: no limit
	// Timeo is the SO_RCVTIMEO of FD, 0 for none: how long to wait for a connection while none is served. Then accept4(2) would
	// fail with EAGAIN.
	Timeo time.Duration
	// Nonblock: FD has O_NONBLOCK. Without it one call is made for each report of poll(2), for the next would wait.
	Nonblock bool

	// Serve begins to serve a connection, which is then the callee's to close. After an error it still belongs to the
	// Acceptor: one for which a descriptor, memory or a process was missing is served again later.
	Serve func(fd int, peer addr.Sockaddr) error
	// Free, if not nil, gives up a connection that is of little use when something is missing for another. It reports
	// whether it did.
	Free func() bool
	// Drained, if not nil, is called instead of Loop.Stop when no more connections are accepted and the last has ended.
	Drained func()
	// Warn prints a line, Tell prints one under -v.
	Warn, Tell func(format string, args ...any)

	gate    *gate       // nil: all are accepted
	retire  func()      // closes the listening socket, if it is sock's own
	closed  bool        // no more are accepted
	watched bool        // the loop watches FD
	open    int         // connections that are served
	waiting *connection // accepted, and something was missing to serve it
	lost    int         // connections in a row that failed
	pause   time.Duration
	paused  *loop.Timer // ends the pause; nil if there is none
	missed  time.Time   // when something was missing last
	expired *loop.Timer // of Timeo
}

// A connection is one that was accepted and is not served yet.
type connection struct {
	fd   int
	peer addr.Sockaddr
}

const (
	// acceptMost is how many connections are accepted before those that are served get their turn.
	acceptMost = 64
	// lostMost is how many connections in a row may fail until there is a pause: a lasting error, such as one of a
	// security module, must not use a whole processor.
	lostMost = 64
	// The pause doubles from the first to the longest.
	firstPause   = 100 * time.Millisecond
	longestPause = time.Second
	// crowd is how many connections the kernel may buffer as much for as it likes: 64 of 4 MiB are a quarter of a GiB.
	crowd = 64
	// quietFor is how long nothing may have been missing until that is reported again.
	quietFor = time.Minute
)

// NewAcceptor returns what accepts the connections of a listener that is sock's own.
func NewAcceptor(e *env.Env, p *loop.Loop, listener *socket.Socket) *Acceptor {
	a := Borrow(e, p, listener)
	a.Flags, a.Nonblock = unix.SOCK_CLOEXEC, true
	a.retire = func() { listener.Close(e) }
	return a
}

// Borrow returns what accepts the connections of a listener that other processes have too.
func Borrow(e *env.Env, p *loop.Loop, listener *socket.Socket) *Acceptor {
	return &Acceptor{
		Loop: p, FD: listener.FD, What: listener.What, Timeo: listener.Chosen.RcvTimeo, Warn: e.Warn, Tell: e.Tell,
	}
}

// Start has the loop watch the listening socket.
func (a *Acceptor) Start() {
	a.watched = true
	a.expect()
	a.Loop.AddWatch(&loop.Watch{FD: a.FD, Events: unix.POLLIN, Ready: a.ready})
}

// stop leaves connections in the kernel's queue. A socket that is watched for nothing would still be reported when
// another process shuts it down, again and again.
func (a *Acceptor) stop() {
	if a.watched {
		a.watched = false
		a.Loop.Forget(a.FD)
	}
}

// End accepts no more connections. When those that are served have ended, the loop stops.
func (a *Acceptor) End() {
	a.stop()
	a.closed = true
	a.paused.Stop()
	if a.retire != nil {
		a.retire()
	}
	a.drain()
}

// drain stops the loop when no connection is left.
func (a *Acceptor) drain() {
	switch {
	case !a.closed || a.open > 0:
	case a.Drained != nil:
		a.Drained()
	default:
		a.Loop.Stop()
	}
}

// Left notes that the connection fd has ended. The next one may need what it has released.
func (a *Acceptor) Left(fd int) {
	a.open--
	a.gate.left(fd)
	if a.closed {
		a.drain()
		return
	}
	a.expect()
	if !a.watched {
		a.resumeAfter(0)
	}
}

// Crowded reports whether there are so many connections that none may fill buffers of megabytes.
func (a *Acceptor) Crowded() bool { return a.open >= crowd }

// expect starts the time of Timeo, if no connection is served.
func (a *Acceptor) expect() {
	if a.Timeo == 0 || a.open > 0 {
		return
	}
	a.expired.Stop()
	a.expired = a.Loop.After(a.Timeo, func() error {
		if a.open > 0 {
			return nil
		}
		return a.timedOut()
	})
}

func (a *Acceptor) timedOut() error {
	return fail.OptionTimedOut("accept", a.What, unix.EAGAIN, "SO_RCVTIMEO")
}

// Once makes one call and serves its connection. It returns the error of the call.
func (a *Acceptor) Once() error {
	_, err := a.next()
	return err
}

// One serves the first connection for which that succeeds, or fails with ETIMEDOUT at limit, if that is not zero.
func (a *Acceptor) One(limit time.Time, why string) error {
	for {
		if err := a.await(limit, why); err != nil {
			return err
		}
		got, err := a.next()
		switch {
		case got == served || got == broken || got == none && !a.Nonblock:
			return err
		case got == missing && fail.Is(err, unix.EMFILE): // nothing here will ever close a descriptor
			return err
		case got == missing || got == failed && a.fails(err):
			a.backOff(err)
			if err := a.Loop.Door.Pause(a.pause); err != nil {
				return fail.At("poll", "", err)
			}
		}
	}
}

// await waits until there may be a connection. Without a limit accept4(2) waits itself, if it can.
func (a *Acceptor) await(limit time.Time, why string) error {
	if timeo := time.Now().Add(a.Timeo); a.Timeo > 0 && (limit.IsZero() || timeo.Before(limit)) {
		ready, err := a.Loop.Door.Await(a.FD, unix.POLLIN, timeo)
		if err == nil && ready == 0 {
			return a.timedOut()
		}
		return fail.At("poll", "", err)
	}
	if limit.IsZero() && !a.Nonblock {
		return nil
	}
	ready, err := a.Loop.Door.Await(a.FD, unix.POLLIN, limit)
	late := !limit.IsZero() && a.pause > 0 && !time.Now().Before(limit)
	if err == nil && (ready == 0 || late) {
		return fail.TimedOut("accept", a.What, why)
	}
	return fail.At("poll", "", err)
}

// ready accepts. If a limit may refuse a connection, sock first notes which others have ended meanwhile.
func (a *Acceptor) ready() error {
	if !a.gate.limits() {
		return a.accept()
	}
	a.Loop.After(0, a.accept)
	return nil
}

// accept takes the connections that wait.
func (a *Acceptor) accept() error {
	for range a.most() {
		if a.closed {
			return nil
		}
		got, err := a.next()
		switch {
		case got == none:
			return nil
		case got == broken:
			return err
		case got == missing && !a.needed():
			return nil
		case got == missing && a.Free != nil && a.Free():
		case got == missing || got == failed && a.fails(err):
			a.backOff(err)
			a.resumeAfter(a.pause)
			return nil
		}
		if got == served && a.gate.last() {
			a.End()
			return nil
		}
		if got == served && a.full() {
			a.stop()
			return nil
		}
	}
	return nil
}

func (a *Acceptor) most() int {
	if a.Nonblock {
		return acceptMost
	}
	return 1
}

func (a *Acceptor) full() bool { return a.Max > 0 && a.open >= a.Max }

// An outcome is what became of one attempt.
type outcome int

const (
	served  outcome = iota
	none            // no connection waits
	refused         // the gate has refused this one
	failed          // an error of this connection, or of the network: the next may succeed
	missing         // a descriptor, memory or a process is missing
	broken          // the listening socket accepts no more, or no connection can be served
)

// next serves the connection that something was missing for, or accepts one. It is the only caller of accept4(2) for a
// connection of a server.
func (a *Acceptor) next() (outcome, error) {
	c := a.waiting
	a.waiting = nil
	if c == nil {
		fd, peer, err := a.Loop.Door.Accept4(a.FD, a.Flags)
		if err != nil {
			return a.classify(err), fail.At("accept", a.What, err)
		}
		if a.turnAway(fd, peer) {
			return refused, nil
		}
		c = &connection{fd, peer}
		a.Tell("connection from %s", peer.Shown())
	}
	err := a.Serve(c.fd, c.peer)
	switch {
	case err == nil:
		a.open++
		a.gate.count()
		a.lost, a.pause = 0, 0
		return served, nil
	case Missing(err):
		a.waiting = c
		return missing, err
	}
	a.gate.left(c.fd)
	_ = a.Loop.Door.Close(c.fd)
	if fail.Is(err, unix.ECONNABORTED) {
		return failed, err
	}
	return broken, err
}

// classify classifies an error of accept4(2).
func (a *Acceptor) classify(err error) outcome {
	switch {
	case fail.Is(err, unix.EAGAIN):
		return none
	case Missing(err):
		return missing
	case fail.Is(err, unix.EBADF, unix.EBADFD, unix.EINVAL, unix.ENOTSOCK, unix.EFAULT, unix.ENOSYS):
		return broken
	case fail.Is(err, unix.EOPNOTSUPP) && !a.listens(): // of the network, or of a socket that is no listener
		return broken
	}
	return failed
}

// Missing reports whether err says that there is no descriptor, memory or, with the EAGAIN of fork(2), process left.
func Missing(err error) bool {
	return fail.Is(err, unix.EMFILE, unix.ENFILE, unix.ENOBUFS, unix.ENOMEM, unix.ENOSR, unix.EAGAIN)
}

// needed reports whether a connection waits for what is missing: accept4(2) looks for a descriptor first.
func (a *Acceptor) needed() bool {
	if a.waiting != nil {
		return true
	}
	ready, err := a.Loop.Door.Await(a.FD, unix.POLLIN, time.Now())
	return err != nil || ready != 0
}

func (a *Acceptor) listens() bool {
	n, err := a.Loop.Door.GetsockoptInt(a.FD, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return err == nil && n != 0
}

// fails notes a connection that failed, and reports whether so many did that a pause is due.
func (a *Acceptor) fails(err error) bool {
	a.lost++
	if a.lost < lostMost {
		a.Tell("%v", err)
	}
	return a.lost >= lostMost
}

// backOff reports err, if it is new, and makes the pause longer.
func (a *Acceptor) backOff(err error) {
	now := time.Now()
	if a.missed.IsZero() || now.Sub(a.missed) > quietFor {
		a.Warn("%v", err)
	}
	a.missed = now
	a.pause = min(max(2*a.pause, firstPause), longestPause)
}

// resumeAfter leaves connections in the kernel's queue for d, unless one of those that are served ends before.
func (a *Acceptor) resumeAfter(d time.Duration) {
	a.stop()
	a.paused.Stop()
	a.paused = a.Loop.After(d, a.resume)
}

// resume accepts again, if there is room.
func (a *Acceptor) resume() error {
	if a.full() {
		return nil
	}
	if !a.watched {
		a.Start()
	}
	if a.waiting != nil {
		return a.accept()
	}
	return nil
}
