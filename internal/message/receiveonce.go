package message

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// once makes the call, after a poll if it must not wait for ever.
func (r *Receiver) once(room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	if err := r.reports(limit); err != nil {
		return p, "", err
	}
	ready, waits := r.events(), r.Flags&unix.MSG_DONTWAIT == 0
	r.timeo = r.Socket.ReceiveBy(time.Now())
	switch {
	case r.Timeout.Most() > 0 && !limit.IsZero() && time.Now().After(limit): // bytes that keep arriving do not outlast it
		err = r.late()
	case r.Flags&unix.MSG_ERRQUEUE != 0 && !limit.IsZero() && waits:
		ready = unix.POLLERR
	case !limit.IsZero() || r.Socket.Own() && r.Nonblock || r.OOBMark && waits:
		ready, err = r.wait(limit)
	}
	if err != nil {
		return p, "", err
	}
	switch {
	case r.gathers(limit):
		p, call, err = r.gather(room, limit)
	case ready == unix.POLLERR && waits:
		p, call, err = r.pastErrors(room, limit)
	default:
		p, call, err = r.patiently(room, limit)
	}
	if err != nil {
		return p, call, err
	}
	p.Data = room[:min(p.Len, len(room))]
	if err := r.discarded(&p); err != nil {
		return p, call, err
	}
	return p, call, r.detectEOF(&p)
}

// reports refuses to wait for an event that only sockets report: epoll(7) would refuse another file, and poll(2) wait in vain.
func (r *Receiver) reports(limit time.Time) error {
	if limit.IsZero() || r.Socket.Own() || r.Flags&(unix.MSG_WAITALL|unix.MSG_OOB|unix.MSG_ERRQUEUE) == 0 {
		return nil
	}
	return fail.At(r.name(), r.Socket.What, r.Env.Door.RequireSocket(r.Socket.FD))
}

// patiently makes the call again where it does not wait by itself. With a limit it must not: another process may have received
// what poll(2) has reported. What woke the wait for an error queue that is still empty is an error of the socket's own.
func (r *Receiver) patiently(room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	again, flags := r.Flags&unix.MSG_DONTWAIT == 0, r.Flags
	if again && !r.Socket.Own() {
		if again = !limit.IsZero(); again {
			flags |= unix.MSG_DONTWAIT
		}
	}
	for waited := false; ; waited = true {
		p, call, err = r.attempt(room, flags)
		switch {
		case !fail.Is(err, unix.EAGAIN) || !again:
			return p, call, err
		case waited && r.Flags&unix.MSG_ERRQUEUE != 0:
			if own := r.Env.Door.PendingError(r.Socket.FD); own != nil {
				err = r.failure(own)
			}
			return p, call, err
		}
		if _, err := r.wait(limit); err != nil {
			return p, "", err
		}
	}
}
