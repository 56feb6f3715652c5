package modes

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
)

// delivered waits until the peer's kernel has everything up to our end-of-file. With input that nobody has read
// close(2) sends a reset, and throws away what has still to go; a peer that has closed before answers with one. Without a limit
// it waits as long as the kernel tries, or until halted says so.
func (s socket) delivered(env *env.Env, limit time.Time, halted func() bool) error {
	for pause := firstPause; s.kind.Family != unix.AF_UNIX && !s.keepsBorders() && !halted(); pause = min(2*pause, longestPause) {
		state, err := env.Door.Getsockopt(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
		switch {
		case fail.Is(err, unix.ENOTCONN, unix.ENOPROTOOPT, unix.EOPNOTSUPP):
			return nil
		case err != nil:
			return fail.At("getsockopt", "TCP_INFO", err)
		case state[0] == unix.BPF_TCP_CLOSE:
			return fail.At("send", s.what, s.cutOff(env))
		case !slices.Contains(unacknowledged, state[0]):
			return nil
		}
		if !limit.IsZero() && time.Now().After(limit) {
			return s.undelivered(env, fail.TimedOut("send", s.what, timeOver))
		}
		_, _ = env.Door.Poll(nil, pause)
	}
	return nil
}

// unacknowledged are the states of tcp(7) that our end-of-file is left in when the peer confirms it.
var unacknowledged = []byte{unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_CLOSING, unix.BPF_TCP_LAST_ACK}

// never is for waits that no signal of ours ends.
func never() bool { return false }

// drained waits until the peer has acknowledged everything, our end-of-file included. A UNIX peer acknowledges by
// receiving. poll(2) does not tell; without a limit it waits as long as the kernel tries, or until halted says so.
func (s socket) drained(env *env.Env, limit time.Time, halted func() bool) error {
	for pause := firstPause; !halted(); pause = min(2*pause, drainPause) {
		left, err := env.Door.Unsent(s.fd)
		gone := s.gone(env) // asked last: a UNIX peer that dies takes what is left with it, and the error is there before
		switch {
		case gone != nil:
			return s.undelivered(env, fail.At("send", s.what, gone))
		case err != nil:
			return fail.At("ioctl", "SIOCOUTQ", err)
		case left == 0:
			return nil
		case !limit.IsZero() && time.Now().After(limit):
			return s.undelivered(env, fail.TimedOut("send", s.what, timeOver))
		}
		_, _ = env.Door.Poll(nil, pause)
	}
	return nil
}

// timeOver says that --linger or --deadline has ended a wait for the peer.
const timeOver = "the time is over"

// drainPause is the longest pause between two questions: nobody notices a tenth of a second.
const drainPause = 100 * time.Millisecond

// gone is the error that ended the connection, nil if it lives.
func (s socket) gone(env *env.Env) error {
	if err := env.Door.PendingError(s.fd); err != nil || !s.isTCP() {
		return err
	}
	state, err := env.Door.Getsockopt(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
	if err == nil && state[0] == unix.BPF_TCP_CLOSE {
		return s.cutOff(env)
	}
	return err
}

// cutOff is the error that closed a TCP connection before the peer had acknowledged everything, nil if it had.
func (s socket) cutOff(env *env.Env) error {
	if left, err := env.Door.Unsent(s.fd); err != nil || left == 0 {
		return nil //nolint:nilerr // not every protocol tells
	}
	if err := env.Door.PendingError(s.fd); err != nil {
		return err
	}
	return unix.ECONNRESET // an earlier call has taken the error
}

// undelivered adds to an error how much the peer has not acknowledged.
func (s socket) undelivered(env *env.Env, err error) error {
	var call *fail.Call
	left, unknown := env.Door.Unsent(s.fd)
	if unknown != nil || left == 0 || !errors.As(err, &call) {
		return err // of a UNIX peer that is gone nothing is left
	}
	if call.Why == "" {
		call.Why = fail.ErrnoText(call.Err)
	}
	call.Why += "; " + byteCount(left) + " not acknowledged"
	return err
}
