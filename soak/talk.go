package main

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// A kind is one way of using sock; each has many conversations.
type kind struct {
	name   string
	weight int
	run    func(*talk) error

	conversations, expected, faults int
	bytes                           int64
}

// A talk is one conversation. The seed of the run and its number decide everything except the timing.
type talk struct {
	dice
	lab      *lab
	kind     *kind
	n        uint64
	bytes    atomic.Int64
	calm     bool     // nothing random: see atLast
	expected int      // number of errors that it provokes
	notes    []string // its actions, for the report of a fault
}

// most is the largest size of a stream.
const most = 16 << 20

func (t *talk) note(format string, args ...any) {
	t.notes = append(t.notes, fmt.Sprintf(format, args...))
}

// any returns a stream of 0 to 16 MiB.
func (t *talk) any() stream {
	if t.calm {
		return stream{t.Uint64(), most / 8}
	}
	return t.stream(most)
}

// manner chooses how the soak test's end behaves.
func (t *talk) manner(f family, send, recv stream) *manner {
	m := t.dice.manner(f, send, recv)
	if t.calm {
		m.ending, m.urgent = orderly, -1
	}
	return m
}

// atLast is the last conversation with a server: it is large enough to use all resources and ends in order, so that
// servers can be compared afterwards.
func (l *lab) atLast(s *server) {
	if s.run == nil {
		return
	}
	l.mutex.Lock()
	n := 1<<40 + l.next
	l.next++
	l.mutex.Unlock()
	t := &talk{dice: newDice(l.seed, n), lab: l, kind: &kind{name: s.name}, n: n, calm: true}
	if err := s.run(t, s); err != nil {
		l.fault(t.report(err))
	}
}

// moved adds the bytes of an end.
func (t *talk) moved(o outcome) { t.bytes.Add(o.sent + o.got) }

// stopped sends SIGSTOP to a process in one conversation of eight, and SIGCONT a moment later. The function returned
// waits for that.
func (t *talk) stopped(p *process) (wait func()) {
	if p == nil || t.calm || !t.chance(8) {
		return func() {}
	}
	first, then := t.within(100*time.Millisecond), t.within(200*time.Millisecond)
	t.note("SIGSTOP after %v, SIGCONT after %v more", first, then)
	done := make(chan struct{})
	go func() {
		defer close(done)
		time.Sleep(first)
		p.signal(unix.SIGSTOP)
		time.Sleep(then)
		p.signal(unix.SIGCONT)
	}()
	return func() { <-done }
}

// judge is the verdict on an end whose peer must do everything right.
func (t *talk) judge(m *manner, o outcome) error {
	t.moved(o)
	if m.ending != orderly {
		t.expected++
	}
	var all []error
	if o.sending != nil && !errors.Is(o.sending, errEnded) {
		all = append(all, fmt.Errorf("sending stops after %d bytes: %w", o.sent, o.sending))
	}
	if o.recv != nil && !errors.Is(o.recv, errEnded) {
		all = append(all, fmt.Errorf("receiving stops after %d bytes: %w", o.got, o.recv))
	}
	return errors.Join(all...)
}

// report describes a failed conversation, with the command that repeats it.
func (t *talk) report(err error) string {
	lines := []string{fmt.Sprintf("FAULT in conversation %d, %s", t.n, t.kind.name)}
	lines = append(lines, t.notes...)
	lines = append(lines, strings.Split(err.Error(), "\n")...)
	repeat := fmt.Sprintf("again: cd soak && go run . -seed %d -only '^%s$' -conversation %d ../sock", t.lab.seed, quoted(t.kind.name), t.n)
	return strings.Join(append(lines, repeat), "\n    ") + "\n"
}
