package serve

import (
	"cmp"
	"time"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/socket"
)

// A Relay joins each connection of a listener with an end of its own.
type Relay struct {
	Env      *env.Env
	Pump     *pump.Pump
	Acceptor *Acceptor
	// Accepted makes a socket of a connection.
	Accepted func(fd int, peer addr.Sockaddr) (*socket.Socket, error)
	Far      session.Opener
	// Join makes the pair of two ends.
	Join func(near, far *session.End) *session.Pair
	Once bool // end with the first pair

	mirror mirror
	fault  string // of the far end, as it was reported last
	err    error  // of the one pair
}

// Run accepts connections until a limit of time, a signal, or the end of the one pair ends it.
func (r *Relay) Run() error {
	r.mirror = mirror{env: r.Env, at: r.Acceptor.What}
	r.Acceptor.Serve = r.accept
	r.Acceptor.Start()
	return cmp.Or(r.Pump.Run(), r.err)
}

// accept begins to open the far end for a connection.
func (r *Relay) accept(fd int, peer addr.Sockaddr) error {
	if err := r.mirror.accepted(fd, peer); err != nil {
		return err
	}
	s, err := r.Accepted(fd, peer)
	if err != nil {
		return err
	}
	near, began := session.SocketEnd(r.Env, s), time.Now()
	if r.Once {
		r.Acceptor.Max = 1
	}
	opening, missed := true, error(nil)
	err = r.Far.Open(func(far *session.End, err error) error {
		switch {
		case err != nil && opening && Missing(err): // the acceptor tries again when something is released
			missed = err
			return nil
		case err != nil:
			return r.unreachable(near, err)
		}
		if err := r.mirror.opened(far); err != nil {
			near.Socket.Abort(r.Env)
			near.Close()
			return err
		}
		r.fault = ""
		r.join(near, far, began)
		return nil
	})
	opening = false
	return cmp.Or(err, missed)
}

// join starts a pair.
func (r *Relay) join(near, far *session.End, began time.Time) {
	p := r.Join(near, far)
	p.Over = func(err error) error {
		p.Report(began)
		r.mirror.closed(far)
		return r.left(near, err)
	}
	p.Start()
}

// unreachable resets a connection whose far end cannot be opened. Of many in a row that fail alike one is reported.
func (r *Relay) unreachable(near *session.End, err error) error {
	near.Socket.Abort(r.Env)
	near.Close()
	if r.Once {
		return r.left(near, err)
	}
	if text := err.Error(); text != r.fault {
		r.fault = text
		r.Env.Warn("%v", err)
		if hint := fail.Hint(err); hint != "" {
			r.Env.Warn("hint: %s", hint)
		}
	}
	return r.left(near, nil)
}

// left notes that a connection has ended.
func (r *Relay) left(near *session.End, err error) error {
	if r.Once {
		r.err = err
		r.Pump.Stop()
		return nil
	}
	if err != nil {
		r.Env.Warn("%v", err)
	}
	r.Acceptor.Left(near.Socket.FD)
	return nil
}
