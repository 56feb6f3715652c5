package env

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

// OrNever returns the limit with 0 for none, and a nanosecond for a limit of 0.
func (w *Wait) OrNever() time.Duration {
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

// Deadline is From, with what the error says was missed.
func (w *Wait) Deadline(start time.Time, missed string) Deadline {
	return Deadline{At: w.From(start), Why: missed + " " + w.Within()}
}

// Within ends a message about what was awaited.
func (w *Wait) Within() string {
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
