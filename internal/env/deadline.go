package env

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Deadline is the time by which a step has to finish, and the text of the error if it does not. The zero value never
// expires.
type Deadline struct {
	At    time.Time
	Why   string     // for the error: "no answer within 2s"
	Errno unix.Errno // 0: ETIMEDOUT. Otherwise the errno of a socket option's time limit, and Why is the option's name
}

// Set reports whether the deadline can expire.
func (d Deadline) Set() bool { return !d.At.IsZero() }

// Left returns the time until the deadline.
func (d Deadline) Left() time.Duration { return time.Until(d.At) }

// Or returns the earlier of two deadlines. It returns d if they are equal.
func (d Deadline) Or(other Deadline) Deadline {
	if !d.Set() || other.Set() && other.At.Before(d.At) {
		return other
	}
	return d
}

// By returns the earlier of the deadline and limit. The zero time means never.
func (d Deadline) By(limit time.Time) time.Time { return Deadline{At: limit}.Or(d).At }

// Share returns the deadline of the first of n steps that share the remaining time equally. Time that a step does not use
// is left to the steps after it.
func (d Deadline) Share(n int) Deadline {
	if n == 1 || !d.Set() {
		return d
	}
	return Deadline{At: time.Now().Add(d.Left() / time.Duration(n)), Why: "no answer within its share of the time"}
}

// TimedOut returns the error of a step that missed the deadline: which call, on what.
func (d Deadline) TimedOut(name, what string) error {
	if d.Errno != 0 {
		return fail.OptionTimedOut(name, what, d.Errno, d.Why)
	}
	return fail.TimedOut(name, what, d.Why)
}
