// Package dial connects a socket: it looks a name up, tries its addresses in turn, and retries.
package dial

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// retried lists the errors worth retrying.
var retried = []unix.Errno{
	unix.ECONNREFUSED, unix.ENOENT, unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EAGAIN,
}

// worthRetrying reports whether err may go away by itself: the errno is in retried, or a name server did not answer.
func worthRetrying(err error) bool {
	var name *fail.Name
	return fail.Is(err, retried...) || errors.As(err, &name) && name.Later
}

// Connect makes a socket and connects it to an address of e. It tries the addresses in turn, and repeats the round
// until the retry limit. The error is that of the last round.
func (d *Dialer) Connect(env *env.Env, e addr.Endpoint) (*socket.Socket, error) {
	if err := d.Spec.CheckRole(socket.ToConnect); err != nil {
		return nil, err
	}
	end := answer(&d.Limits.Retry).Or(d.End)
	for n, pause := 1, firstPause; ; n, pause = n+1, min(2*pause, longestPause) {
		s, err := d.tryAll(env, e, d.Limits.round(end))
		if err == nil || !d.Limits.Retry.Limited() || !worthRetrying(err) || end.Left() <= 0 {
			return s, d.late(e, err)
		}
		pause := min(pause, end.Left())
		env.Tell("round %d: %v; next round in %v", n, err, pause.Round(time.Millisecond))
		if failed := env.Door.Pause(pause); failed != nil {
			return s, fail.At("poll", "", failed)
		}
		if end.Left() <= 0 {
			return s, d.late(e, err)
		}
	}
}

// late returns err, or the expiry of --deadline if that has ended the retries.
func (d *Dialer) late(e addr.Endpoint, err error) error {
	if end := d.End; d.Limits.Retry.Limited() && end.Set() && end.Left() <= 0 && worthRetrying(err) {
		return end.TimedOut("connect", e.Text)
	}
	return err
}

// tryAll looks the name up and tries its addresses in turn. The remaining time is divided among them.
func (d *Dialer) tryAll(env *env.Env, e addr.Endpoint, end env.Deadline) (s *socket.Socket, err error) {
	env.LookUpUntil(end)
	list, err := e.Sockaddrs(addr.Connect, env.Names)
	if err != nil {
		return s, err
	}
	for i, sa := range list {
		earlier := err
		if s, err = d.attempt(env, sa, end.Share(len(list)-i)); err == nil {
			env.Tell("connected to %s", s.What)
			s.TellFallback(env)
			return s, nil
		}
		if i+1 < len(list) {
			env.Tell("%v", err)
		}
		if earlier != nil && fail.Is(err, unix.EAFNOSUPPORT) {
			err = earlier // the error of another address says more than that this kernel lacks a family
		}
	}
	return s, named(err, e)
}

// named adds the name from the command line to an error about one of its addresses.
func named(err error, e addr.Endpoint) error {
	var call *fail.Call
	if !errors.As(err, &call) || !slices.Contains([]string{"connect", "send", "recv"}, call.Name) || e.Host == "" || call.What == e.Text {
		return err
	}
	whole := *call
	whole.What = e.Text + " [" + call.What + "]"
	return &whole
}
