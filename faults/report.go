package main

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"
)

// A report is the result of a plan.
type report struct {
	plan
	verbose bool

	mu             sync.Mutex
	ran, unreached int
	byCall         map[string]*tally
	failures       []string
}

// A tally counts the cells of one call.
type tally struct {
	scenes      map[string]bool
	errnos      map[string]bool
	ran, failed int
}

func (r *report) add(c cell, o outcome, problem string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := r.byCall[c.call]
	if t == nil {
		t = &tally{scenes: map[string]bool{}, errnos: map[string]bool{}}
		r.byCall[c.call] = t
	}
	t.scenes[c.scene.name], t.errnos[c.errno] = true, true
	t.ran++
	r.ran++
	if !strings.Contains(o.calls, injected) {
		r.unreached++
	}
	if problem != "" {
		t.failed++
		r.failures = append(r.failures, fmt.Sprintf("%s: %s (status %d, %.300q) in %.100s", c.name(), problem, o.status, o.stderr, c.line))
	}
	if r.verbose {
		fmt.Printf("%-60s %3d %.200q %s | %.80s\n", c.name(), o.status, o.stderr, problem, strings.TrimSpace(c.line))
	}
}

func (r *report) exclude(reason string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.excluded[reason] += n
}

// print writes the failures and the closing table.
func (r *report) print(w io.Writer, took time.Duration) {
	slices.Sort(r.failures)
	for _, f := range r.failures {
		fmt.Fprintln(w, "FAIL", f)
	}
	fmt.Fprintf(w, "%-18s %7s %7s %7s %7s\n", "call", "scenes", "errnos", "cells", "failed")
	for _, call := range slices.Sorted(maps.Keys(r.byCall)) {
		t := r.byCall[call]
		fmt.Fprintf(w, "%-18s %7d %7d %7d %7d\n", call, len(t.scenes), len(t.errnos), t.ran, t.failed)
	}
	total := 0
	for _, reason := range slices.Sorted(maps.Keys(r.excluded)) {
		if n := r.excluded[reason]; n > 0 {
			fmt.Fprintf(w, "excluded %7d: %s\n", n, reason)
			total += n
		}
	}
	fmt.Fprintf(w, "%d scenes, %d cells run in %.0f s, %d of them without reaching their call; %d excluded by rules\n",
		r.scenes, r.ran, took.Seconds(), r.unreached, total)
	fmt.Fprintf(w, "%d passed, %d failed\n", r.ran-len(r.failures), len(r.failures))
}
