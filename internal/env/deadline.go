package env

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Deadline is when a step has to be done, and what its error says otherwise. The zero value is never.
type Deadline struct {
	At    time.Time
	Why   string
	Errno unix.Errno // 0 is ETIMEDOUT; else Why is the option that the user has set
}

// Set reports whether there is a limit.
func (d Deadline) Set() bool { return !d.At.IsZero() }

// Left returns how long it is until then.
func (d Deadline) Left() time.Duration { return time.Until(d.At) }

// Or returns the earlier of two deadlines, d if they are the same.
func (d Deadline) Or(other Deadline) Deadline {
	if !d.Set() || other.Set() && other.At.Before(d.At) {
		return other
	}
	return d
}

// By returns the earlier of the deadline and a limit; the zero time is never.
func (d Deadline) By(limit time.Time) time.Time { return Deadline{At: limit}.Or(d).At }

// Share returns the deadline of the first of n steps that divide the remaining time equally. Time that a step leaves goes to
// the steps after it.
func (d Deadline) Share(n int) Deadline {
	if n == 1 || !d.Set() {
		return d
	}
	return Deadline{At: time.Now().Add(d.Left() / time.Duration(n)), Why: "no answer within its share of the time"}
}

// TimedOut returns the error of a step that took longer.
func (d Deadline) TimedOut(name, what string) error {
	if d.Errno != 0 {
		return fail.OptionTimedOut(name, what, d.Errno, d.Why)
	}
	return fail.TimedOut(name, what, d.Why)
}
