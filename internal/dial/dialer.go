package dial

import (
	"time"

	"sock/internal/env"
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

// The pause between two rounds starts at firstPause and doubles up to longestPause.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 500 * time.Millisecond
)
