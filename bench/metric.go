package main

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// A metric is one kind of figure.
type metric string

const (
	rate      metric = "bytes/s"
	cpu       metric = "CPU time"
	elapsed   metric = "time"
	p50       metric = "p50"
	p99       metric = "p99"
	connects  metric = "connections/s"
	messages  metric = "datagrams/s"
	dropped   metric = "dropped"
	served    metric = "served"
	refused   metric = "refused"
	lost      metric = "lost"
	perConn   metric = "memory/connection"
	growth    metric = "memory growth"
	startSize metric = "memory at the start"
)

// show formats a figure with its unit.
func (m metric) show(v float64) string {
	switch m {
	case rate:
		return scaled(v, 1000, "B/s", "kB/s", "MB/s", "GB/s")
	case cpu, elapsed, p50, p99:
		return duration(v)
	case perConn, growth, startSize:
		return scaled(v, 1024, "B", "KiB", "MiB", "GiB")
	case connects, messages:
		return scaled(v, 1000, "/s", "k/s", "M/s")
	default:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
}

// lessIsBetter reports whether the metric is a cost.
func (m metric) lessIsBetter() bool {
	switch m {
	case rate, connects, messages, served:
		return false
	default:
		return true
	}
}

func scaled(v, step float64, units ...string) string {
	for math.Abs(v) >= step && len(units) > 1 {
		v, units = v/step, units[1:]
	}
	return three(v) + " " + units[0]
}

// three formats a number with three significant digits.
func three(v float64) string {
	switch a := math.Abs(v); {
	case a >= 100 || a == 0:
		return fmt.Sprintf("%.0f", v)
	case a >= 10:
		return fmt.Sprintf("%.1f", v)
	default:
		return fmt.Sprintf("%.2f", v)
	}
}

func duration(seconds float64) string {
	switch {
	case seconds >= 1:
		return three(seconds) + " s"
	case seconds >= time.Millisecond.Seconds():
		return three(seconds*1e3) + " ms"
	default:
		return three(seconds*1e6) + " µs"
	}
}

// A summary is a statistic of the rounds.
type summary struct{ median, min, max float64 }

func spread(values []float64) summary {
	sorted := slices.Sorted(slices.Values(values))
	return summary{median: percentile(sorted, 50), min: sorted[0], max: sorted[len(sorted)-1]}
}

// percentile returns a percentile of a sorted list, interpolated between two values.
func percentile(sorted []float64, p float64) float64 {
	at := p / 100 * float64(len(sorted)-1)
	low, part := int(at), at-math.Floor(at)
	if part == 0 {
		return sorted[low]
	}
	return sorted[low]*(1-part) + sorted[low+1]*part
}

// tails returns p50 and p99 of waiting times in seconds.
func tails(waits []float64) sample {
	if len(waits) == 0 {
		return sample{}
	}
	slices.Sort(waits)
	return sample{p50: percentile(waits, 50), p99: percentile(waits, 99)}
}
