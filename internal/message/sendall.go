package message

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
)

// A pause is how long to wait before trying again. poll(2) reports room in an unconnected UNIX datagram socket when the queue
// of the peer is full: only trying tells.
type pause time.Duration

// attempt makes the call, and again when there may be room for something: with no error something was taken.
func (w *Sender) attempt(b, control []byte) (int, error) {
	end := w.Timeout.Deadline(time.Now(), "no room").Or(w.Socket.SendBy(time.Now()))
	full := pause(0)
	for {
		n, err := w.call(b, control)
		switch {
		case err == nil:
			return n, nil
		case !fail.Is(err, unix.EAGAIN) || !w.waits():
			return 0, w.failure(len(b), err)
		}
		if err := w.wait(end, &full); err != nil {
			return 0, err
		}
	}
}

// waits reports whether sock is to wait for room in the socket: in one of ours that the user has not asked EAGAIN of, and in
// others for -w alone.
func (w *Sender) waits() bool {
	if w.Flags&unix.MSG_DONTWAIT != 0 {
		return false
	}
	return w.Timeout.Limited() || w.Socket.Own() && !(w.Once && w.Nonblock)
}

// wait waits until there may be room, longer each time that there was none.
func (w *Sender) wait(end env.Deadline, p *pause) error {
	waited := *p > 0 || end.Errno != 0 // with the option of the socket the call itself has
	over := waited && end.Set() && end.Left() <= 0
	if !over {
		ready, err := w.Env.Await(w.Socket.FD, unix.POLLOUT, end.At)
		if err != nil {
			return err
		}
		over = ready == 0
	}
	if over {
		return end.TimedOut(w.name(), w.Socket.What)
	}
	if *p > 0 {
		nap := time.Duration(*p)
		if end.Set() {
			nap = min(nap, end.Left())
		}
		if err := w.Env.Door.Pause(nap); err != nil {
			return fail.At("poll", "", err)
		}
	}
	*p = pause(min(max(2*time.Duration(*p), shortestWait), longestWait))
	return nil
}

// all sends b, going on where a stream took less. At least one call is made: no bytes are a message too.
// Control data goes with the first bytes alone.
func (w *Sender) all(b []byte) error {
	if w.Socket.Own() {
		if err := w.Refuse(w.Socket.Kind, w.To, len(b)); err != nil {
			return err
		}
	}
	control, size := w.control(), len(b)
	for {
		n, err := w.attempt(b, control)
		if err != nil {
			return err
		}
		w.sent += int64(n)
		if b, control = b[n:], nil; len(b) == 0 {
			w.tellIgnored(size)
			return nil
		}
	}
}

// A pause doubles from the shortest to the longest.
const (
	shortestWait = 10 * time.Millisecond
	longestWait  = 100 * time.Millisecond
)
