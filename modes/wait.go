package modes

import (
	"errors"
	"time"

	"sock/sockopt"
)

// A Wait is how long to wait at most, and a flag's value. The zero value waits without a limit; one of 0 seconds does not
// wait at all.
type Wait struct {
	most    time.Duration
	limited bool
}

// WaitOf returns a wait of at most d.
func WaitOf(d time.Duration) Wait { return Wait{most: d, limited: true} }

// Limited reports whether the wait has a limit.
func (w *Wait) Limited() bool { return w.limited }

// Most returns the limit, 0 if there is none.
func (w *Wait) Most() time.Duration { return w.most }

// orNever is the limit as the pump takes it: 0 if there is none, and for one of 0 the shortest time there is.
func (w *Wait) orNever() time.Duration {
	if !w.limited {
		return 0
	}
	return max(w.most, time.Nanosecond)
}

// From returns when a wait that begins at start is over; the zero time is never.
func (w *Wait) From(start time.Time) time.Time {
	if !w.limited {
		return time.Time{}
	}
	return start.Add(w.most)
}

// within ends a message about what the wait was for.
func (w *Wait) within() string {
	if w.most == 0 {
		return "at once"
	}
	return "within " + w.most.String()
}

// String returns the limit as Set reads it, "" for none.
func (w *Wait) String() string {
	if !w.limited {
		return ""
	}
	return w.most.String()
}

// Set reads a duration or a number of seconds.
func (w *Wait) Set(s string) error {
	d, err := sockopt.ParseDuration(s)
	if err != nil {
		return errors.New("want a duration, like 1.5s, 250ms or 2m (a bare number is seconds); 0 does not wait")
	}
	*w = WaitOf(d)
	return nil
}

// Type names the value in help texts.
func (w *Wait) Type() string { return "DURATION" }
