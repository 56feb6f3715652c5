package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
)

// A lab is one run: the standing servers, the conversations, and the faults found.
type lab struct {
	plan
	dir   string // for paths
	names string // for held sockets
	kinds []*kind

	servers []*server
	mutex   sync.Mutex
	next    uint64
	faults  []string
	stop    context.CancelCauseFunc
}

func newLab(p plan) (*lab, error) {
	dir, err := os.MkdirTemp("", "soak")
	if err != nil {
		return nil, err
	}
	l := &lab{plan: p, dir: dir, names: filepath.Join(dir, "names")}
	return l, os.Mkdir(l.names, 0o700)
}

// run runs all conversations and prints the result.
func (l *lab) run(ctx context.Context) error {
	defer os.RemoveAll(l.dir)
	defer l.sweep()
	ctx, l.stop = context.WithCancelCause(ctx)
	defer l.stop(nil)
	if err := l.open(); err != nil {
		return err
	}
	if l.conversation >= 0 {
		l.converse(uint64(l.conversation))
	} else {
		l.soak(ctx)
	}
	l.shut()
	l.table(os.Stdout)
	if len(l.faults) > 0 {
		return fmt.Errorf("%d faults, seed %d", len(l.faults), l.seed)
	}
	return context.Cause(ctx)
}

// fault records and prints a fault. When nothing reads the output, the run ends.
func (l *lab) fault(text string) {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.faults = append(l.faults, text)
	if _, err := fmt.Print(text); err != nil {
		l.stop(err)
	}
}

// converse runs the conversation of that number.
func (l *lab) converse(n uint64) {
	k := l.chosen(n)
	t := &talk{dice: newDice(l.seed, n), lab: l, kind: k, n: n}
	err := k.run(t)
	l.mutex.Lock()
	k.conversations++
	k.bytes += t.bytes.Load()
	k.expected += t.expected
	if err != nil {
		k.faults++
	}
	l.mutex.Unlock()
	if err != nil {
		l.fault(t.report(err))
	}
}

// chosen returns the kind of a conversation: first each kind once, then by weight.
func (l *lab) chosen(n uint64) *kind {
	if n < uint64(len(l.kinds)) {
		return l.kinds[n]
	}
	var all []*kind
	for _, k := range l.kinds {
		all = append(all, slices.Repeat([]*kind{k}, k.weight)...)
	}
	return pick(newDice(^l.seed, n), all...)
}

// open starts the standing servers.
func (l *lab) open() error {
	var all []error
	add := func(s *server, err error) *server {
		all = append(all, err)
		l.servers = append(l.servers, s)
		return s
	}
	l.kinds = l.allKinds(add)
	if err := errors.Join(all...); err != nil {
		return err
	}
	var kept []*kind
	for _, k := range l.kinds {
		if l.only.MatchString(k.name) {
			kept = append(kept, k)
		}
	}
	l.kinds = kept
	if len(kept) == 0 {
		return fmt.Errorf("-only %s: there is no such kind", l.only)
	}
	return nil
}

// shut ends the standing servers, and looks for leftovers.
func (l *lab) shut() {
	for _, s := range l.servers {
		if s.keeper != 0 {
			continue
		}
		if err := s.end(); err != nil {
			l.fault(fmt.Sprintf("FAULT at the end of %s\n    %v\n", s.name, err))
		}
	}
	for _, s := range l.servers {
		if s.keeper != 0 {
			if _, err := l.output(l.sock, "close", s.held); err != nil {
				l.fault(fmt.Sprintf("FAULT at the end of %s\n    %v\n", s.name, err))
			}
		}
	}
	l.leftovers()
}

// leftovers are processes and paths that should be gone.
func (l *lab) leftovers() {
	if !until(patience, func() bool { return len(mentions(l.dir)) == 0 }) {
		l.fault(fmt.Sprintf("FAULT: processes are left: %q\n", mentions(l.dir)))
	}
	for _, pattern := range []string{"*", "names/*"} {
		paths, _ := filepath.Glob(filepath.Join(l.dir, pattern))
		for _, path := range paths {
			if path != l.names {
				l.fault(fmt.Sprintf("FAULT: the path %s is left\n", path))
			}
		}
	}
}

// sweep kills leftovers of the run, after a fault.
func (l *lab) sweep() {
	for _, s := range l.servers {
		if s != nil && s.process != nil {
			s.kill()
		}
	}
}

func quoted(s string) string { return regexp.QuoteMeta(s) }
