package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// A cutoff is when a step has to be over, and what its error says then. The zero value is never.
type cutoff struct {
	at    time.Time
	why   string
	errno unix.Errno // 0 is ETIMEDOUT; else why is the option that the user has set
}

// cutoffOf returns the end of a wait that begins now.
func cutoffOf(w *Wait) cutoff { return cutoff{at: w.From(time.Now()), why: "no answer " + w.within()} }

// cutoffAt returns the end of the whole command; the zero time is never.
func cutoffAt(deadline time.Time) cutoff { return cutoff{at: deadline, why: pump.DeadlineOver} }

// set reports whether there is an end.
func (c cutoff) set() bool { return !c.at.IsZero() }

// left returns how long it is until then.
func (c cutoff) left() time.Duration { return time.Until(c.at) }

// or returns the earlier of two ends, c if they are the same.
func (c cutoff) or(other cutoff) cutoff {
	if nearest(c.at, other.at).Equal(c.at) {
		return c
	}
	return other
}

// share returns the end of the first of n steps that have the time that is left in equal parts. What a step leaves is for
// those after it.
func (c cutoff) share(n int) cutoff {
	if n == 1 || !c.set() {
		return c
	}
	return cutoff{at: time.Now().Add(c.left() / time.Duration(n)), why: "no answer within its share of the time"}
}

// timedOut returns the error of a step that was not over in time.
func (c cutoff) timedOut(name, what string) error {
	if c.errno != 0 {
		return pump.Timeo(name, what, c.errno, c.why)
	}
	return fail.TimedOut(name, what, c.why)
}

// lookUpUntil bounds the look-ups of names that follow.
func (e *Env) lookUpUntil(end cutoff) { e.Names = e.Names.Until(end.at, end.why) }

// earliest is the nearer of two limits, of which b may be none.
func earliest(a, b time.Time) time.Time {
	if b.IsZero() || a.Before(b) {
		return a
	}
	return b
}

// nearest is the nearer of two limits, of which each may be none.
func nearest(a, b time.Time) time.Time {
	if a.IsZero() {
		return b
	}
	return earliest(a, b)
}
