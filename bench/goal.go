package main

import (
	"fmt"
	"slices"
)

// A verdict is a goal with the figures it is judged by.
type verdict struct {
	goal
	peer      string // the peer compared with, where the goal names the best one
	subject   string // sock's median, or its worst round
	reference string
	figure    string // the ratio
	bound     string
	met       string // yes, no, or why it is unknown
}

// values are a contender's figures, round by round.
func (r result) values(name string, m metric) []float64 {
	var list []float64
	for _, s := range r.samples[name] {
		if v, ok := s[m]; ok {
			list = append(list, v)
		}
	}
	return list
}

func (g goal) text() string {
	if g.peer == "" {
		return fmt.Sprintf("%s %s, in the worst round", g.metric, g.bound())
	}
	return fmt.Sprintf("%s %s of %s", g.metric, g.bound(), g.peer)
}

func (g goal) bound() string {
	show := func(v float64) string {
		if g.peer == "" {
			return g.metric.show(v)
		}
		return three(v) + " x"
	}
	if g.least > 0 {
		return "at least " + show(g.least)
	}
	return "at most " + show(g.most)
}

// judge compares the median of the per-round ratios with the goal: other load on the machine then affects both sides.
func (r result) judge(g goal) verdict {
	v := verdict{goal: g, peer: g.peer, bound: g.bound(), subject: "–", reference: "–", figure: "–"}
	subject := r.values(r.subject.name, g.metric)
	if len(subject) == 0 {
		v.met = r.reason(r.subject.name)
		return v
	}
	sum := spread(subject)
	if g.peer == "" {
		v.subject = g.metric.show(sum.max)
		v.figure, v.met = v.subject, g.holds(sum.max)
		return v
	}
	v.subject = g.metric.show(sum.median)
	if g.peer == best {
		v.peer = r.bestPeer(g.metric)
	}
	reference := r.values(v.peer, g.metric)
	if len(reference) == 0 {
		v.met = r.reason(v.peer)
		return v
	}
	ratio := ratioOf(subject, reference)
	v.reference, v.figure, v.met = g.metric.show(spread(reference).median), three(ratio)+" x", g.holds(ratio)
	return v
}

func ratioOf(subject, reference []float64) float64 {
	var list []float64
	for i := range min(len(subject), len(reference)) {
		list = append(list, subject[i]/reference[i])
	}
	return spread(list).median
}

func (g goal) holds(v float64) string {
	if g.least > 0 && v >= g.least || g.least == 0 && v <= g.most {
		return "yes"
	}
	return "no"
}

func (r result) reason(name string) string {
	switch {
	case name == r.subject.name && r.unable != "":
		return "not measured: " + r.unable
	case r.failed[name] != nil:
		return fmt.Sprintf("not measured: %s failed: %v", name, r.failed[name])
	default:
		return "not measured: no figure of " + name
	}
}

func (r result) bestPeer(m metric) string {
	found := slices.DeleteFunc(slices.Clone(r.peers), func(c contender) bool { return len(r.values(c.name, m)) == 0 })
	if len(found) == 0 {
		return r.peers[0].name
	}
	top := slices.MaxFunc(found, func(a, b contender) int {
		x, y := spread(r.values(a.name, m)).median, spread(r.values(b.name, m)).median
		switch {
		case x == y:
			return 0
		case (x > y) == m.lessIsBetter():
			return -1
		default:
			return 1
		}
	})
	return top.name
}
