package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"text/tabwriter"
	"time"
)

// A report is the result of a plan.
type report struct {
	plan
	verbose bool

	mu             sync.Mutex
	ran, unreached int
	byCall         map[string]*tally
	tolerated      map[string]int // by the reason
	failures       []string
}

// A tally counts the cells of one call.
type tally struct {
	scenes, errnos         map[string]bool
	ran, tolerated, failed int
}

func (r *report) add(c cell, o outcome, v verdict) {
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
	switch {
	case v.problem != "":
		t.failed++
		failure := fmt.Sprintf("%s: %s (status %d, %.300q) in %.100s", c.name(), v.problem, o.status, o.stderr, c.line)
		r.failures = append(r.failures, failure)
		fmt.Fprintln(os.Stderr, "failed:", failure) // a run that is ended early has no table
	case v.tolerance != "":
		t.tolerated++
		r.tolerated[v.tolerance]++
	}
	if r.verbose {
		fmt.Printf("%-60s %3d %.200q %s | %.80s\n", c.name(), o.status, o.stderr, v.problem+v.tolerance, strings.TrimSpace(c.line))
	}
}

func (r *report) exclude(reason string, n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.excluded[reason] += n
}

// print writes the failures and the closing table: a row for each call, then one for each rule.
func (r *report) print(out io.Writer, took time.Duration) {
	slices.Sort(r.failures)
	for _, f := range r.failures {
		fmt.Fprintln(out, "FAIL", f)
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "cells\ttolerated\tfailed\tscenes\terrnos\t  call")
	all := &tally{scenes: map[string]bool{}, errnos: map[string]bool{}}
	for _, call := range slices.Sorted(maps.Keys(r.byCall)) {
		t := r.byCall[call]
		t.row(w, call)
		all.include(t)
	}
	all.row(w, "all")
	_ = rules(w, "tolerated", r.tolerated)
	excluded := rules(w, "excluded", r.excluded)
	_ = w.Flush()
	fmt.Fprintf(out, "%d scenes, %d cells run in %.0f s, %d of them without reaching their call; %d excluded by rules\n",
		r.scenes, r.ran, took.Seconds(), r.unreached, excluded)
	fmt.Fprintf(out, "%d passed, %d failed\n", r.ran-len(r.failures), len(r.failures))
}

func (t *tally) row(w io.Writer, call string) {
	fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t  %s\n", t.ran, t.tolerated, t.failed, len(t.scenes), len(t.errnos), call)
}

// include adds the cells of another call.
func (t *tally) include(other *tally) {
	t.ran += other.ran
	t.tolerated += other.tolerated
	t.failed += other.failed
	maps.Copy(t.scenes, other.scenes)
	maps.Copy(t.errnos, other.errnos)
}

// rules writes how many cells each rule is about, by its reason, and returns their sum.
func rules(w io.Writer, what string, cells map[string]int) (sum int) {
	fmt.Fprintf(w, "%s\t\t\t\t\t  because\n", what)
	for _, reason := range slices.Sorted(maps.Keys(cells)) {
		if n := cells[reason]; n > 0 {
			fmt.Fprintf(w, "%d\t\t\t\t\t  %s\n", n, reason)
			sum += n
		}
	}
	return sum
}
