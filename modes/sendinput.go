package modes

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// inputSize is how much of standard input goes into one call on a stream.
const inputSize = 1 << 20

// input sends standard input: in one call if it is a message, or no longer than inputSize, else in pieces of it.
func (c *Send) input(env *env.Env, s *socket.Socket, to addr.Sockaddr) error {
	buf := make([]byte, inputSize)
	for first := true; ; first = false {
		n, err := env.Fill(buf)
		if err != nil {
			return err
		}
		if first && n == len(buf) && s.AsksBoundaries(env) {
			return c.message(env, s, buf, to)
		}
		if n > 0 || first {
			if err := c.all(env, s, buf[:n], to); err != nil {
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
func (c *Send) message(env *env.Env, s *socket.Socket, b []byte, to addr.Sockaddr) error {
	most := pump.Longest(env.Door, s.FD)
	b, ended, err := gatherInput(env, b, most)
	switch {
	case err != nil:
		return err
	case ended:
		return c.all(env, s, b, to)
	case most == pump.CallMost: // the call would leave out what is beyond
		return pump.Endless(fail.At(c.name(), s.What, unix.EMSGSIZE), len(b))
	}
	return pump.Endless(c.all(env, s, b, to), len(b))
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
func (c *Send) attempt(env *env.Env, s *socket.Socket, b []byte, to addr.Sockaddr, control []byte) (int, error) {
	end := c.Timeout.Deadline(time.Now(), "no room").Or(s.SendBy(time.Now()))
	full := pause(0)
	for {
		n, err := c.call(env, s, b, to, control)
		switch {
		case err == nil:
			return n, nil
		case !fail.Is(err, unix.EAGAIN) || !c.waits(s):
			return 0, c.failure(env, s, to, len(b), err)
		}
		if err := c.wait(env, s, end, &full); err != nil {
			return 0, err
		}
	}
}

// waits reports whether sock is to wait for room in the socket: in one of ours that the user has not asked EAGAIN of, and in
// others for -w alone.
func (c *Send) waits(s *socket.Socket) bool {
	if c.Flags&unix.MSG_DONTWAIT != 0 {
		return false
	}
	return c.Timeout.Limited() || s.Own() && !(c.Once && c.Nonblock)
}

// wait waits until there may be room, longer each time that there was none.
func (c *Send) wait(env *env.Env, s *socket.Socket, end env.Deadline, p *pause) error {
	waited := *p > 0 || end.Errno != 0 // with the option of the socket the call itself has
	over := waited && end.Set() && end.Left() <= 0
	if !over {
		ready, err := env.Await(s.FD, unix.POLLOUT, end.At)
		if err != nil {
			return err
		}
		over = ready == 0
	}
	if over {
		return end.TimedOut(c.name(), s.What)
	}
	if *p > 0 {
		nap := time.Duration(*p)
		if end.Set() {
			nap = min(nap, end.Left())
		}
		_, _ = env.Door.Poll(nil, max(0, nap))
	}
	*p = pause(min(max(2*time.Duration(*p), shortestWait), longestWait))
	return nil
}

// never says that no signal ends a wait early.
func never() bool { return false }

// delivered waits until the peer's kernel has everything. What -w bounds is how long it takes nothing.
func (c *Send) delivered(env *env.Env, s *socket.Socket) error {
	for {
		before, _ := env.Door.Unsent(s.FD)
		err := s.Delivered(env, c.Until(), never)
		if left, unknown := env.Door.Unsent(s.FD); !fail.Is(err, unix.ETIMEDOUT) || unknown != nil || left >= before {
			return err
		}
	}
}
