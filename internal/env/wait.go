package env

import (
	"errors"
	"time"

	"sock/sockopt"
)

// A Wait is an upper limit for a wait, and the value of a flag. The zero value has no limit. A limit of 0 seconds means
// not to wait at all.
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

// OrNever returns the limit for a caller that takes 0 as no limit. A limit of 0 becomes one nanosecond.
func (w *Wait) OrNever() time.Duration {
	if !w.limited {
		return 0
	}
	return max(w.most, time.Nanosecond)
}

// From returns the time at which a wait that starts at start expires. The zero time means never.
func (w *Wait) From(start time.Time) time.Time {
	if !w.limited {
		return time.Time{}
	}
	return start.Add(w.most)
}

// Deadline returns the deadline of a wait that starts at start. The text missed says what did not happen, for the error.
func (w *Wait) Deadline(start time.Time, missed string) Deadline {
	return Deadline{At: w.From(start), Why: missed + " " + w.Within()}
}

// Within returns the end of an error text: "within 2s", or "at once" for a limit of 0.
func (w *Wait) Within() string {
	if w.most == 0 {
		return "at once"
	}
	return "within " + w.most.String()
}

// String returns the limit as Set reads it, or "" if there is none.
func (w *Wait) String() string {
	if !w.limited {
		return ""
	}
	return w.most.String()
}

// Set parses a duration such as 1.5s, or a bare number of seconds.
func (w *Wait) Set(s string) error {
	d, err := sockopt.ParseDuration(s)
	if err != nil {
		return errors.New("want a duration such as 1.5s, 250ms or 2m (a bare number means seconds); 0 means not to wait")
	}
	*w = WaitOf(d)
	return nil
}

// Type returns the name of the value in help texts.
func (w *Wait) Type() string { return "DURATION" }
