package socket

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
)

// Delivered waits until the peer's kernel has everything up to our end-of-file. With input that nobody has read
// close(2) sends a reset, and throws away what has still to go; a peer that has closed before answers with one. Without a limit
// it waits as long as the kernel tries, or until halted says so.
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
		case !slices.Contains(unacknowledged, state[0]):
			return nil
		}
		if !limit.IsZero() && time.Now().After(limit) {
			return s.Undelivered(env, fail.TimedOut("send", s.What, timeOver))
		}
		_, _ = env.Door.Poll(nil, pause)
	}
	return nil
}

// unacknowledged are the states of tcp(7) that our end-of-file is left in when the peer confirms it.
var unacknowledged = []byte{unix.BPF_TCP_FIN_WAIT1, unix.BPF_TCP_CLOSING, unix.BPF_TCP_LAST_ACK}

// Drained waits until the peer has acknowledged everything, our end-of-file included. A UNIX peer acknowledges by
// receiving. poll(2) does not tell; without a limit it waits as long as the kernel tries, or until halted says so.
func (s *Socket) Drained(env *env.Env, limit time.Time, halted func() bool) error {
	for pause := shortestPause; !halted(); pause = min(2*pause, drainPause) {
		left, err := env.Door.Unsent(s.FD)
		gone := s.Gone(env) // asked last: a UNIX peer that dies takes what is left with it, and the error is there before
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
		_, _ = env.Door.Poll(nil, pause)
	}
	return nil
}

// The pause between two questions to the kernel doubles from the shortest to the longest.
const (
	shortestPause = 10 * time.Millisecond
	longestPause  = 500 * time.Millisecond
)

// timeOver says that --linger or --deadline has ended a wait for the peer.
const timeOver = "the time is over"

// drainPause is the longest pause between two questions: nobody notices a tenth of a second.
const drainPause = 100 * time.Millisecond

// Gone is the error that ended the connection, nil if it lives.
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

// cutOff is the error that closed a TCP connection before the peer had acknowledged everything, nil if it had.
func (s *Socket) cutOff(env *env.Env) error {
	if left, err := env.Door.Unsent(s.FD); err != nil || left == 0 {
		return nil //nolint:nilerr // not every protocol tells
	}
	if err := env.Door.PendingError(s.FD); err != nil {
		return err
	}
	return unix.ECONNRESET // an earlier call has taken the error
}

// Undelivered adds to an error how much the peer has not acknowledged.
func (s *Socket) Undelivered(env *env.Env, err error) error {
	var call *fail.Call
	left, unknown := env.Door.Unsent(s.FD)
	if unknown != nil || left == 0 || !errors.As(err, &call) {
		return err // of a UNIX peer that is gone nothing is left
	}
	if call.Why == "" {
		call.Why = fail.ErrnoText(call.Err)
	}
	call.Why += "; " + show.ByteCount(left) + " not acknowledged"
	return err
}
