package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// A row is one piece of work, done by sock and by its peers in turn.
type row struct {
	work    string
	metrics []metric // the figures of a sample, in the order shown
	subject contender
	peers   []contender
	goals   []goal
	rounds  int           // 0: as many as the run has
	warmup  int           // rounds before the counted ones
	limit   time.Duration // of one sample, if longer than that of the run
}

// A contender is a program that does the work.
type contender struct {
	name  string
	shown string   // its command lines, as typed in a shell
	needs []string // commands and flags of sock
	once  func(s *stage) (sample, error)
}

// A sample is the figures of one run.
type sample map[metric]float64

// A goal is a bound for sock: relative to a peer's figure, or without a peer absolute, in the worst round.
type goal struct {
	peer        string // a contender's name, or best for the best one
	metric      metric
	least, most float64 // one of them is set
}

const best = "the best"

// A result is a row and its samples: by contender, then by round.
type result struct {
	row
	samples  map[string][]sample
	unable   string           // why sock was not measured at all
	failed   map[string]error // the contenders that did not do the work, and why
	duration time.Duration
}

func (r row) contenders() []contender {
	return append([]contender{r.subject}, r.peers...)
}

// measure runs a row in turn A B A B. A contender that fails once is not run again.
func (l *lab) measure(ctx context.Context, r row) result {
	res := result{row: r, samples: map[string][]sample{}, failed: map[string]error{}, unable: l.lacks(r.subject.needs)}
	began := time.Now()
	rounds := l.rounds
	if r.rounds > 0 {
		rounds = r.rounds
	}
	for i := range r.warmup + rounds {
		for _, c := range r.contenders() {
			if c.name == r.subject.name && res.unable != "" || res.failed[c.name] != nil {
				continue
			}
			got, err := l.once(ctx, r, c)
			switch {
			case err != nil:
				res.failed[c.name] = fmt.Errorf("round %d: %w", i+1, err)
			case i >= r.warmup:
				res.samples[c.name] = append(res.samples[c.name], got)
			}
		}
	}
	res.duration = time.Since(began)
	return res
}

func (l *lab) once(ctx context.Context, r row, c contender) (got sample, err error) {
	ctx, cancel := context.WithTimeout(ctx, max(r.limit, l.sizes.limit))
	defer cancel()
	s := &stage{ctx: ctx, lab: l}
	defer s.close()
	got, err = c.once(s)
	if err != nil && ctx.Err() != nil {
		err = errors.Join(err, ctx.Err())
	}
	return got, err
}

// print prints the outcome of a row.
func (r result) print(w io.Writer) {
	fmt.Fprintf(w, "%s (%.1f s)\n", r.work, r.duration.Seconds())
	if r.unable != "" {
		fmt.Fprintf(w, "  not measured: %s\n", r.unable)
	}
	for _, c := range r.contenders() {
		if err := r.failed[c.name]; err != nil {
			fmt.Fprintf(w, "  %s failed: %v\n", c.name, err)
		}
		for _, m := range r.metrics {
			if values := r.values(c.name, m); len(values) > 0 {
				s := spread(values)
				fmt.Fprintf(w, "  %-22s %-20s %12s  (%s to %s)\n", c.name, m, m.show(s.median), m.show(s.min), m.show(s.max))
			}
		}
	}
	for _, g := range r.goals {
		v := r.judge(g)
		fmt.Fprintf(w, "  %-60s %10s  %s\n", g.text(), v.figure, v.met)
	}
}
