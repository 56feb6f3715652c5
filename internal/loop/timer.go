package loop

import (
	"slices"
	"time"
)

// A Timer calls a function in a loop once.
type Timer struct {
	at time.Time
	f  func() error // nil: stopped, or called
}

// At returns when the timer is due.
func (t *Timer) At() time.Time { return t.at }

// Stop keeps the timer from calling its function. A nil Timer is stopped already.
func (t *Timer) Stop() {
	if t != nil {
		t.f = nil
	}
}

// timers are those of one loop, the earliest first. A stopped one stays until it is the first.
type timers struct{ list []*Timer }

// after calls f in the loop after d, between two turns. An error of f ends the loop, as one of Watch.Ready does.
func (s *timers) after(d time.Duration, f func() error) *Timer {
	t := &Timer{at: time.Now().Add(d), f: f}
	i, _ := slices.BinarySearchFunc(s.list, t, func(x, t *Timer) int {
		if x.at.After(t.at) {
			return 1
		}
		return -1 // behind those of the same time
	})
	s.list = slices.Insert(s.list, i, t)
	return t
}

// next returns when the first timer is due; zero is never.
func (s *timers) next() time.Time {
	for len(s.list) > 0 && s.list[0].f == nil {
		s.list = s.list[1:]
	}
	if len(s.list) == 0 {
		return time.Time{}
	}
	return s.list[0].at
}

// fire calls those that are due. One that a call adds waits for the next turn, so that others are served between.
func (s *timers) fire() error {
	if len(s.list) == 0 {
		return nil
	}
	now := time.Now()
	for {
		at := s.next()
		if at.IsZero() || at.After(now) {
			return nil
		}
		f := s.list[0].f
		s.list[0].f = nil
		if err := f(); err != nil {
			return err
		}
	}
}
