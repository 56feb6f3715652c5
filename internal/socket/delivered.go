package socket

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/sys"
)

// Delivered waits until the peer's kernel has acknowledged everything, the end of file included. If unread input is
// left, close(2) sends a reset and discards what is still unsent; a peer that has closed earlier answers with a reset.
// The wait ends at limit if that is not zero, when halted returns true, or when the kernel gives up.
func (s *Socket) Delivered(env *env.Env, limit time.Time, halted func() bool) error {
	for pause := shortestPause; s.Kind.Family != unix.AF_UNIX && !s.KeepsBoundaries() && !halted(); pause = min(2*pause, longestPause) {
		state, err := env.Door.Getsockopt(s.FD, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
		switch {
		case fail.Is(err, unix.ENOTCONN, unix.ENOPROTOOPT, unix.EOPNOTSUPP):
			return nil
		case err != nil:
			return fail.At("getsockopt", "TCP_INFO", err)
		case state[0] == unix.BPF_TCP_CLOSE:
			return fail.At("send", s.What, s.cutOff(env))
		}
		waits, err := s.unacknowledged(env, state[0])
		if err != nil || !waits {
			return err
		}
		if !limit.IsZero() && time.Now().After(limit) {
			return s.Undelivered(env, fail.TimedOut("send", s.What, timeOver))
		}
		if err := env.Door.Pause(pause); err != nil {
			return fail.At("poll", "", err)
		}
	}
	return nil
}

// unacknowledged reports whether the peer has not yet acknowledged everything in this TCP state. If no end of file was sent,
// close(2) may still discard what is unsent, unless another process has the socket, too.
func (s *Socket) unacknowledged(env *env.Env, state byte) (bool, error) {
	switch state {
	case unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_CLOSING, unix.BPF_TCP_LAST_ACK:
		return true, nil
	case unix.BPF_TCP_ESTABLISHED, unix.BPF_TCP_CLOSE_WAIT:
		if s.Shared {
			return false, nil
		}
		left, err := env.Door.Unsent(s.FD)
		if sys.Untold(err) {
			return false, nil
		}
		return left > 0, fail.At("ioctl", "SIOCOUTQ", err)
	}
	return false, nil
}

// Drained waits until the peer has acknowledged everything, the end of file included. A UNIX peer acknowledges by
// receiving. poll(2) cannot wait for that. The wait ends at limit if that is not zero, when halted returns true, or
// when the kernel gives up.
func (s *Socket) Drained(env *env.Env, limit time.Time, halted func() bool) error {
	for pause := shortestPause; !halted(); pause = min(2*pause, drainPause) {
		left, err := env.Door.Unsent(s.FD)
		gone := s.Gone(env) // read last: if a UNIX peer dies, unsent data vanishes, and the error is pending before that
		switch {
		case gone != nil:
			return s.Undelivered(env, fail.At("send", s.What, gone))
		case err != nil:
			return fail.At("ioctl", "SIOCOUTQ", err)
		case left == 0:
			return nil
		case !limit.IsZero() && time.Now().After(limit):
			return s.Undelivered(env, fail.TimedOut("send", s.What, timeOver))
		}
		if err = env.Door.Pause(pause); err != nil {
			return fail.At("poll", "", err)
		}
	}
	return nil
}

// The pause between two calls starts at shortestPause and doubles up to longestPause.
const (
	shortestPause = 10 * time.Millisecond
	longestPause  = 500 * time.Millisecond
)

// timeOver is the error text if --linger or --deadline ends a wait for the peer.
const timeOver = "the time limit expired"

// drainPause is the longest pause of Drained: a tenth of a second is not noticeable.
const drainPause = 100 * time.Millisecond

// Gone returns the error that has ended the connection, or nil.
func (s *Socket) Gone(env *env.Env) error {
	if err := env.Door.PendingError(s.FD); err != nil || !s.IsTCP() {
		return err
	}
	state, err := env.Door.Getsockopt(s.FD, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
	if err == nil && state[0] == unix.BPF_TCP_CLOSE {
		return s.cutOff(env)
	}
	return err
}

// cutOff returns the error that closed a TCP connection before the peer had acknowledged everything, or nil.
func (s *Socket) cutOff(env *env.Env) error {
	left, err := env.Door.Unsent(s.FD)
	switch {
	case sys.Untold(err):
		return nil
	case err != nil:
		return fail.At("ioctl", "SIOCOUTQ", err)
	case left == 0:
		return nil
	}
	if err := env.Door.PendingError(s.FD); err != nil {
		return err
	}
	return unix.ECONNRESET // an earlier call has consumed the error
}

// Undelivered adds to an error the number of bytes that the peer has not acknowledged.
func (s *Socket) Undelivered(env *env.Env, err error) error {
	left, unknown := env.Door.Unsent(s.FD)
	if unknown != nil || left == 0 {
		return err // a UNIX socket whose peer is gone has nothing unsent
	}
	return fail.Add(err, show.ByteCount(left)+" not acknowledged")
}
