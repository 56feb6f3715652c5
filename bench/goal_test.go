package main

import (
	"errors"
	"strings"
	"testing"
)

func TestPercentile(t *testing.T) {
	for _, c := range []struct {
		list    []float64
		p, want float64
	}{
		{[]float64{7}, 50, 7},
		{[]float64{1, 2, 9}, 50, 2},
		{[]float64{1, 2, 4, 9}, 50, 3},
		{[]float64{1, 2, 3}, 100, 3},
	} {
		if got := percentile(c.list, c.p); got != c.want {
			t.Errorf("percentile(%v, %v) = %v, want %v", c.list, c.p, got, c.want)
		}
	}
}

func TestShow(t *testing.T) {
	for _, c := range []struct {
		m    metric
		v    float64
		want string
	}{
		{rate, 1.5e9, "1.50 GB/s"},
		{perConn, 4 * kib, "4.00 KiB"},
		{p99, 0.00025, "250 µs"},
		{elapsed, 0.0125, "12.5 ms"},
		{connects, 900, "900 /s"},
		{lost, 3, "3"},
	} {
		if got := c.m.show(c.v); got != c.want {
			t.Errorf("%s of %v is %q, want %q", c.m, c.v, got, c.want)
		}
	}
}

// samples makes a row's figures of one metric.
func samples(m metric, values ...float64) []sample {
	var list []sample
	for _, v := range values {
		list = append(list, sample{m: v})
	}
	return list
}

func TestJudge(t *testing.T) {
	r := result{
		row: row{subject: contender{name: "sock"}, peers: []contender{{name: "slow"}, {name: "fast"}, {name: "broken"}}},
		samples: map[string][]sample{
			"sock": samples(rate, 20, 30, 40), "slow": samples(rate, 5, 15, 10), "fast": samples(rate, 10, 20, 10),
		},
		failed: map[string]error{"broken": errors.New("it fell over")},
	}
	for _, c := range []struct {
		goal        goal
		figure, met string
	}{
		{goal{peer: "slow", metric: rate, least: 4}, "4.00 x", "yes"}, // the median of 4, 2 and 4
		{goal{peer: "slow", metric: rate, least: 4.1}, "4.00 x", "no"},
		{goal{peer: "fast", metric: rate, most: 2}, "2.00 x", "yes"},
		{goal{peer: "fast", metric: rate, most: 1.9}, "2.00 x", "no"},
		{goal{metric: rate, most: 40}, "40.0 B/s", "yes"}, // the worst round, not the median
		{goal{metric: rate, most: 39}, "40.0 B/s", "no"},
		{goal{peer: "broken", metric: rate, least: 1}, "–", "it fell over"},
		{goal{peer: "slow", metric: cpu, most: 1}, "–", "not measured"},
	} {
		v := r.judge(c.goal)
		if v.figure != c.figure || !strings.Contains(v.met, c.met) {
			t.Errorf("%s: %s, %s; want %s, %s", c.goal.text(), v.figure, v.met, c.figure, c.met)
		}
	}
}

// TestBestPeer: the best is the fastest in rates, and the cheapest in costs.
func TestBestPeer(t *testing.T) {
	r := result{
		row: row{subject: contender{name: "sock"}, peers: []contender{{name: "a"}, {name: "b"}, {name: "absent"}}},
		samples: map[string][]sample{
			"a": {{rate: 10, cpu: 5}}, "b": {{rate: 20, cpu: 9}},
		},
	}
	if got := r.bestPeer(rate); got != "b" {
		t.Errorf("the best in %s is %s, want b", rate, got)
	}
	if got := r.bestPeer(cpu); got != "a" {
		t.Errorf("the best in %s is %s, want a", cpu, got)
	}
}
