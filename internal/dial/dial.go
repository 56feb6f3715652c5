// Package dial connects a socket: name by name, address by address, round by round.
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

// Limits bound how long connecting takes. They are filled from flags.
type Limits struct {
	Timeout env.Wait // for the look-up and all attempts of one round together
	Retry   env.Wait // for all rounds together; without a limit there is one round
}

// Until returns when a call that begins now has to be done; zero is never.
func (l *Limits) Until() time.Time { return l.Timeout.From(time.Now()) }

// LookUp returns the end of a look-up that begins now, where the command makes no connection.
func (l *Limits) LookUp() env.Deadline { return l.round(answer(&l.Retry)) }

// round returns the end of a round that begins now and is bounded by end.
func (l *Limits) round(end env.Deadline) env.Deadline { return answer(&l.Timeout).Or(end) }

// answer returns the end of a wait for the peer that begins now.
func answer(w *env.Wait) env.Deadline { return w.Deadline(time.Now(), "no answer") }

// A Dialer connects sockets of one kind.
type Dialer struct {
	Spec   *socket.Spec
	Limits *Limits
	End    env.Deadline // of the whole command
	Bare   bool         // return while connect(2) goes on in the background
	Probe  bool         // find out whether a UDP port is open: connect(2) sends nothing
}

// Limited reports whether anything bounds connect(2), which is then made on a non-blocking socket.
func (d *Dialer) Limited() bool {
	return d.Limits.Timeout.Limited() || d.Limits.Retry.Limited() || d.End.Set()
}

// retried are the errors worth retrying.
var retried = []unix.Errno{
	unix.ECONNREFUSED, unix.ENOENT, unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EAGAIN,
}

// worthRetrying reports whether another round may end better.
func worthRetrying(err error) bool {
	var name *fail.Name
	return fail.Is(err, retried...) || errors.As(err, &name) && name.Later
}

// The pause between rounds doubles from the first to the longest.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 500 * time.Millisecond
)

// Connect makes a socket and connects it to the first address of e that answers, in one round or as many as the time for
// retries allows. When that time is up, the error is that of the last round.
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
		_, _ = env.Door.Poll(nil, pause)
		if end.Left() <= 0 {
			return s, d.late(e, err)
		}
	}
}

// late is err, or the deadline of the whole command where that has ended the rounds.
func (d *Dialer) late(e addr.Endpoint, err error) error {
	if end := d.End; d.Limits.Retry.Limited() && end.Set() && end.Left() <= 0 && worthRetrying(err) {
		return end.TimedOut("connect", e.Text)
	}
	return err
}

// tryAll looks the name up and tries address by address. Each has its share of the time.
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
			err = earlier // the errors of the other addresses say more than that this family is missing
		}
	}
	return s, named(err, e)
}

// named adds the name that was typed to an error about its address.
func named(err error, e addr.Endpoint) error {
	var call *fail.Call
	if !errors.As(err, &call) || !slices.Contains([]string{"connect", "send", "recv"}, call.Name) || e.Host == "" || call.What == e.Text {
		return err
	}
	whole := *call
	whole.What = e.Text + " [" + call.What + "]"
	return &whole
}
