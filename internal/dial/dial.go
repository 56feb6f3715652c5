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

// Limits holds the time limits of connecting, as the flags set them.
type Limits struct {
	Timeout env.Wait // for one round: the look-up and one attempt for each address
	Retry   env.Wait // for all rounds together; without a limit there is only one round
}

// Until returns the time by which a call that starts now has to finish. The zero time means never.
func (l *Limits) Until() time.Time { return l.Timeout.From(time.Now()) }

// LookUp returns the deadline of a look-up that starts now, for a command that does not connect.
func (l *Limits) LookUp() env.Deadline { return l.round(answer(&l.Retry)) }

// round returns the deadline of a round that starts now. It is not later than end.
func (l *Limits) round(end env.Deadline) env.Deadline { return answer(&l.Timeout).Or(end) }

// answer returns the deadline of a wait for the peer that starts now.
func answer(w *env.Wait) env.Deadline { return w.Deadline(time.Now(), "no answer") }

// A Dialer connects sockets of one kind.
type Dialer struct {
	Spec   *socket.Spec
	Limits *Limits
	End    env.Deadline // of the whole command
	Bare   bool         // return while connect(2) is in progress
	Probe  bool         // send a datagram to learn whether a UDP port is open; connect(2) alone sends nothing
}

// Limited reports whether connect(2) has a time limit. It is then called on a non-blocking socket.
func (d *Dialer) Limited() bool {
	return d.Limits.Timeout.Limited() || d.Limits.Retry.Limited() || d.End.Set()
}

// retried lists the errors worth retrying.
var retried = []unix.Errno{
	unix.ECONNREFUSED, unix.ENOENT, unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EAGAIN,
}

// worthRetrying reports whether err may go away by itself: the errno is in retried, or a name server did not answer.
func worthRetrying(err error) bool {
	var name *fail.Name
	return fail.Is(err, retried...) || errors.As(err, &name) && name.Later
}

// The pause between two rounds starts at firstPause and doubles up to longestPause.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 500 * time.Millisecond
)

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
