package message

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/sys"
)

// gathers reports whether a limit is to hold for MSG_WAITALL too: the kernel waits for all bytes of a stream without one, and
// for none on a non-blocking socket.
func (r *Receiver) gathers(limit time.Time) bool {
	const set = unix.MSG_WAITALL | unix.MSG_DONTWAIT | unix.MSG_ERRQUEUE
	return r.Flags&set == unix.MSG_WAITALL && !limit.IsZero() && !r.Socket.AsksBoundaries(r.Env)
}

// gather fills room by as many calls as it takes until the limit. What was received before the limit or an error is shown first.
func (r *Receiver) gather(room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	edge, err := r.Env.Door.NewEdge(r.Socket.FD, r.Socket.What, r.events())
	if err != nil {
		return p, "", err
	}
	defer edge.Close()
	rest := *r
	for {
		var q pump.Piece
		q, call, err = rest.attempt(room[p.Len:], r.Flags|unix.MSG_DONTWAIT)
		more := fail.Is(err, unix.EAGAIN)
		if err == nil {
			p, more = r.joined(p, q), q.Len > 0
		}
		if more && p.Len < len(room) {
			err = r.awaitMore(edge, p.Len, len(room), limit)
		}
		switch {
		case err != nil && p.Len > 0:
			p.Then = err
			return p, call, nil
		case err != nil || !more || p.Len == len(room):
			return p, call, err
		}
		if r.Flags&unix.MSG_PEEK != 0 {
			p = pump.Piece{} // the next call finds it again
		} else {
			rest.IOV = nil // one buffer for what is left of them
		}
	}
}

// joined is what two calls have received, of which the first may have been none.
func (r *Receiver) joined(p, q pump.Piece) pump.Piece {
	if p.Len == 0 {
		return q
	}
	p.Len, p.Ctl, p.Flags = p.Len+q.Len, append(p.Ctl, q.Ctl...), p.Flags|q.Flags
	return p
}

// awaitMore waits for what is new.
func (r *Receiver) awaitMore(edge *sys.Edge, got, size int, limit time.Time) error {
	n, err := edge.Await(limit)
	switch {
	case err != nil:
		return fail.At("epoll_pwait", "", err)
	case n > 0:
		return nil
	case got == 0:
		return r.late()
	}
	return fail.TimedOut(r.name(), r.Socket.What, fmt.Sprintf("only %d of %s %s", got, show.ByteCount(size), r.Timeout.Within()))
}
