package main

import (
	"fmt"
	"slices"
)

// A verdict is a goal beside the figures.
type verdict struct {
	goal
	peer   string // who it was, where the goal says the best of them
	ours   string // median, or the worst round
	theirs string
	figure string // the ratio
	bound  string
	met    string // yes, no, or why nobody knows
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

// judge compares the median of the ratios, round by round, with the goal: what the machine does beside
// the bench then hits both sides.
func (r result) judge(g goal) verdict {
	v := verdict{goal: g, peer: g.peer, bound: g.bound(), ours: "–", theirs: "–", figure: "–"}
	ours := r.values(r.ours.name, g.metric)
	if len(ours) == 0 {
		v.met = r.reason(r.ours.name)
		return v
	}
	sum := spread(ours)
	if g.peer == "" {
		v.ours = g.metric.show(sum.max)
		v.figure, v.met = v.ours, g.holds(sum.max)
		return v
	}
	v.ours = g.metric.show(sum.median)
	if g.peer == best {
		v.peer = r.bestPeer(g.metric)
	}
	theirs := r.values(v.peer, g.metric)
	if len(theirs) == 0 {
		v.met = r.reason(v.peer)
		return v
	}
	ratio := ratioOf(ours, theirs)
	v.theirs, v.figure, v.met = g.metric.show(spread(theirs).median), three(ratio)+" x", g.holds(ratio)
	return v
}

func ratioOf(ours, theirs []float64) float64 {
	var list []float64
	for i := range min(len(ours), len(theirs)) {
		list = append(list, ours[i]/theirs[i])
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
	case name == r.ours.name && r.unable != "":
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
