package pump

import (
	"testing"
	"time"
)

// A clock moves only by pass.
type clock struct{ t time.Time }

func (c *clock) now() time.Time       { return c.t }
func (c *clock) pass(d time.Duration) { c.t = c.t.Add(d) }
func (c *clock) rate(n int64) *Rate   { r := NewRate(n); r.now = c.now; return r }
func newClock() *clock                { return &clock{time.Unix(1, 0)} }

// TestRate moves as much as it may for some seconds; each read takes its time, and each wait is late, as on a machine
// with much to do. No more than the rate, no less than 98 % of it, and no more often than is worth it.
func TestRate(t *testing.T) {
	for _, c := range []struct {
		rate    int64
		most    int
		seconds float64
		late    time.Duration
		reads   float64 // a second, at most
	}{
		{1, 1 << 16, 100, 0, 1.1},
		{100, 1 << 16, 10, 0, 51},
		{100, 1 << 16, 10, 30 * time.Millisecond, 51},
		{1000, 1 << 16, 3, time.Millisecond, 51},
		{1 << 20, 1 << 16, 3, 2 * time.Millisecond, 51},
		{1 << 20, 1 << 16, 5, 90 * time.Millisecond, 51},
		{1e9, 1 << 16, 2, time.Millisecond, 1e9/(1<<16) + 1},
		{1e9, 1 << 20, 2, time.Millisecond, 1e9/(1<<20) + 1},
	} {
		clock := newClock()
		rate, start := clock.rate(c.rate), clock.t
		var moved, reads int
		for clock.t.Sub(start).Seconds() < c.seconds {
			n, wait := rate.Allow(c.most)
			if n == 0 {
				if wait < time.Millisecond {
					t.Fatalf("rate %d: a wait of %v is a busy loop", c.rate, wait)
				}
				clock.pass(wait + c.late)
				continue
			}
			rate.Took(n)
			moved, reads = moved+n, reads+1
			clock.pass(10 * time.Microsecond)
		}
		took := clock.t.Sub(start).Seconds()
		want, first := float64(c.rate)*took, max(1, float64(c.rate)*0.02)
		saving := first + float64(c.rate)*c.late.Seconds() // not yet used when the time was over
		if got := float64(moved); got > want+first || got+saving < want*0.98 {
			t.Errorf("rate %d: %.0f bytes in %.2fs, want at most %.0f and not 2 %% less", c.rate, got, took, want+first)
		}
		if float64(reads) > c.reads*(took+0.02)+1 {
			t.Errorf("rate %d: %d reads in %.1fs", c.rate, reads, took)
		}
	}
}

// TestRateAfterRest: what was not used while there was nothing to move is not made up for, nor the hour of a SIGSTOP.
func TestRateAfterRest(t *testing.T) {
	clock := newClock()
	rate := clock.rate(1000)
	n, _ := rate.Allow(1 << 16)
	rate.Took(n)
	clock.pass(time.Hour)
	if n, _ := rate.Allow(1 << 16); n > 20 {
		t.Errorf("%d bytes at once after an hour with nothing to move, want what 20 ms bring", n)
	}
	rate.Took(20)
	_, wait := rate.Allow(1 << 16)
	clock.pass(wait + time.Hour)
	if n, _ := rate.Allow(1 << 16); n > 280 {
		t.Errorf("%d bytes at once after a stop of an hour, want what 20 and 250 ms bring", n)
	}
}

// TestRateOfMessages: a message is taken whole, and paid for after.
func TestRateOfMessages(t *testing.T) {
	clock := newClock()
	rate, start, moved := clock.rate(1000), clock.t, 0
	for clock.t.Sub(start) < time.Minute {
		n, wait := rate.Allow(1 << 16)
		if n > 0 {
			rate.Took(500)
			moved += 500
		}
		clock.pass(wait)
	}
	if moved < 59_000 || moved > 60_500 {
		t.Errorf("%d bytes of messages in a minute, want 1000 a second", moved)
	}
}
