package message

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// inputSize is how much of standard input goes into one call on a stream.
const inputSize = 1 << 20

// input sends standard input: in one call if it is a message, or no longer than inputSize, else in pieces of it.
func (w *Sender) input() error {
	buf := make([]byte, inputSize)
	for first := true; ; first = false {
		n, err := w.Env.Fill(buf)
		if err != nil {
			return err
		}
		if first && n == len(buf) && w.Socket.AsksBoundaries(w.Env) {
			return w.message(buf)
		}
		if n > 0 || first {
			if err := w.all(buf[:n]); err != nil {
				return err
			}
		}
		if n < len(buf) {
			return nil
		}
	}
}

// message sends standard input, which begins with b, as one message. One that is too long already is not read further: it is
// for the kernel to refuse it.
func (w *Sender) message(b []byte) error {
	most := pump.Longest(w.Env.Door, w.Socket.FD)
	b, ended, err := gatherInput(w.Env, b, most)
	switch {
	case err != nil:
		return err
	case ended:
		return w.all(b)
	case most == pump.CallMost: // the call would leave out what is beyond
		return pump.Endless(fail.At(w.name(), w.Socket.What, unix.EMSGSIZE), len(b))
	}
	return pump.Endless(w.all(b), len(b))
}

// gather reads standard input, which begins with b, to its end, or until there are more than most bytes of it.
func gatherInput(e *env.Env, b []byte, most int) (all []byte, ended bool, err error) {
	for len(b) <= most {
		had := len(b)
		more := min(max(had, inputSize), pump.CallMost+1-had)
		if err := sys.Room(had + more); err != nil {
			return nil, false, fail.At("read", "standard input", err)
		}
		b = slices.Grow(b, more)[:had+more]
		n, err := e.Fill(b[had:])
		if b = b[:had+n]; err != nil || n < more {
			return b, true, err
		}
	}
	return b, false, nil
}

// A pause is how long to wait before trying again. poll(2) reports room in an unconnected UNIX datagram socket when the queue
// of the peer is full: only trying tells.
type pause time.Duration

// A pause doubles from the shortest to the longest.
const (
	shortestWait = 10 * time.Millisecond
	longestWait  = 100 * time.Millisecond
)

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
