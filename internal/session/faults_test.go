package session

import (
	"slices"
	"testing"
	"time"

	"sock/internal/pump"
)

// draws is how many messages the shares are measured over.
const draws = 20_000

// TestDelayDistribution: each delay from D-JITTER to D+JITTER is equally likely, as with tc-netem(8), and a share of the messages is
// not delayed at all.
func TestDelayDistribution(t *testing.T) {
	const delay, jitter = 50 * time.Millisecond, 20 * time.Millisecond
	f := Faults{Delay: delay, Jitter: jitter, Seed: 1}
	random := f.random(0)
	kept := make([]time.Duration, draws)
	for i := range kept {
		kept[i] = f.keepFor(random)
	}
	slices.Sort(kept)
	if kept[0] < delay-jitter || kept[draws-1] > delay+jitter {
		t.Errorf("from %v to %v, want %v±%v", kept[0], kept[draws-1], delay, jitter)
	}
	for _, q := range []float64{0.05, 0.25, 0.5, 0.75, 0.95} {
		got, want := kept[int(q*draws)], delay-jitter+time.Duration(q*2*float64(jitter))
		if (got - want).Abs() > jitter/20 {
			t.Errorf("quantile %.2f: %v, want %v", q, got, want)
		}
	}
	f.Reorder = 0.25
	n := 0
	for range draws {
		if f.keepFor(random) == 0 {
			n++
		}
	}
	within(t, "not delayed", n, 0.25)
}

// counting is a sink that counts what it takes, and how much of that was changed.
type counting struct {
	pump.Nowhere
	took, changed int
}

func (s *counting) Send(b []byte) (int, error) {
	s.took++
	for _, c := range b {
		if c != 0 {
			s.changed++
		}
	}
	return len(b), nil
}

// TestLossyShares: each fault happens to its share of the messages.
func TestLossyShares(t *testing.T) {
	run := func(f Faults) *counting {
		to := &counting{}
		s := &lossy{Sink: to, faults: &f, random: f.random(0)}
		for range draws {
			if n, err := s.Send(make([]byte, 64)); n != 64 || err != nil {
				t.Fatal(n, err)
			}
		}
		return to
	}
	within(t, "dropped", draws-run(Faults{Drop: 0.3}).took, 0.3)
	within(t, "doubled", run(Faults{Duplicate: 0.3}).took-draws, 0.3)
	within(t, "changed", run(Faults{Corrupt: 0.3}).changed, 0.3)
	within(t, "dropped or doubled", run(Faults{Drop: 0.3, Duplicate: 0.3}).took, 1)
}

func within(t *testing.T, what string, n int, share float64) {
	t.Helper()
	if got := float64(n) / draws; got < 0.95*share || got > 1.05*share {
		t.Errorf("%s: %.4f, want %.4f", what, got, share)
	}
}
