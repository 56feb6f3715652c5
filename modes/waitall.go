package modes

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// gathers reports whether a limit is to hold for MSG_WAITALL too: the kernel waits for all bytes of a stream without one, and
// for none on a non-blocking socket.
func (c *Recv) gathers(env *env.Env, s *socket.Socket, limit time.Time) bool {
	const set = unix.MSG_WAITALL | unix.MSG_DONTWAIT | unix.MSG_ERRQUEUE
	return c.Flags&set == unix.MSG_WAITALL && !limit.IsZero() && !s.AsksBoundaries(env)
}

// gather fills room by as many calls as it takes until the limit. What was received before the limit or an error is shown first.
func (c *Recv) gather(env *env.Env, s *socket.Socket, room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	edge, err := env.Door.NewEdge(s.FD, c.events())
	if err != nil {
		return p, "", fail.At("epoll_create1", "", err)
	}
	defer edge.Close()
	rest := *c
	for {
		var q pump.Piece
		q, call, err = rest.attempt(env, s, room[p.Len:], c.Flags|unix.MSG_DONTWAIT)
		more := fail.Is(err, unix.EAGAIN)
		if err == nil {
			p, more = c.joined(p, q), q.Len > 0
		}
		if more && p.Len < len(room) {
			err = c.awaitMore(edge, s, p.Len, len(room), limit)
		}
		switch {
		case err != nil && p.Len > 0:
			p.Then = err
			return p, call, nil
		case err != nil || !more || p.Len == len(room):
			return p, call, err
		}
		if c.Flags&unix.MSG_PEEK != 0 {
			p = pump.Piece{} // the next call finds it again
		} else {
			rest.IOV = nil // one buffer for what is left of them
		}
	}
}

// joined is what two calls have received, of which the first may have been none.
func (c *Recv) joined(p, q pump.Piece) pump.Piece {
	if p.Len == 0 {
		return q
	}
	p.Len, p.Ctl, p.Flags = p.Len+q.Len, append(p.Ctl, q.Ctl...), p.Flags|q.Flags
	return p
}

// awaitMore waits for what is new.
func (c *Recv) awaitMore(edge *sys.Edge, s *socket.Socket, got, size int, limit time.Time) error {
	n, err := edge.Await(limit)
	switch {
	case err != nil:
		return fail.At("epoll_pwait", "", err)
	case n > 0:
		return nil
	case got == 0:
		return c.late(s)
	}
	return fail.TimedOut(c.name(), s.What, fmt.Sprintf("only %d of %s %s", got, show.ByteCount(size), c.Timeout.Within()))
}
