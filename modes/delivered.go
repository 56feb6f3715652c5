package modes

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// delivered waits until the peer's kernel has everything up to our end-of-file. With input that nobody has read
// close(2) sends a reset, and throws away what has still to go. Without a limit it waits as long as the kernel tries,
// or until halted says so.
func (s socket) delivered(env *Env, limit time.Time, halted func() bool) error {
	for pause := firstPause; s.kind.Family != unix.AF_UNIX && !s.keepsBorders() && !halted(); pause = min(2*pause, longestPause) {
		state, err := env.Door.Getsockopt(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
		if fail.Is(err, unix.ENOTCONN, unix.ENOPROTOOPT, unix.EOPNOTSUPP) || err == nil && !slices.Contains(unacknowledged, state[0]) {
			return nil
		}
		if err != nil {
			return fail.At("getsockopt", "TCP_INFO", err)
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
func (s socket) drained(env *Env, limit time.Time, halted func() bool) error {
	for pause := firstPause; !halted(); pause = min(2*pause, drainPause) {
		gone := s.gone(env)
		left, err := env.Door.Unsent(s.fd)
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
func (s socket) gone(env *Env) error {
	if err := env.Door.PendingError(s.fd); err != nil || !s.isTCP() {
		return err
	}
	state, err := env.Door.Getsockopt(s.fd, unix.IPPROTO_TCP, unix.TCP_INFO, 1)
	left, _ := env.Door.Unsent(s.fd)
	if err == nil && state[0] == unix.BPF_TCP_CLOSE && left > 0 {
		return unix.ECONNRESET // whoever asked first was told
	}
	return err
}

// undelivered adds to an error how much the peer has not acknowledged.
func (s socket) undelivered(env *Env, err error) error {
	var call *fail.Call
	left, unknown := env.Door.Unsent(s.fd)
	if unknown != nil || !errors.As(err, &call) {
		return err
	}
	if call.Why == "" {
		call.Why = fail.ErrnoText(call.Err)
	}
	call.Why += "; " + byteCount(left) + " not acknowledged"
	return err
}
