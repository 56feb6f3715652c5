package ref

import "testing"

func TestStartedAfter(t *testing.T) {
	for _, c := range []struct {
		n, pid, last int
		want         bool
	}{
		{11, 10, 20, true},
		{20, 10, 20, true},
		{10, 10, 20, false},
		{9, 10, 20, false},
		{21, 10, 20, false}, // before the IDs wrapped around
		{32000, 31000, 400, true},
		{400, 31000, 400, true},
		{401, 31000, 400, false},
		{31000, 31000, 400, false},
		{5, 10, 0, true},
	} {
		if got := startedAfter(c.n, c.pid, c.last); got != c.want {
			t.Errorf("process %d after %d, with %d the last: %v, want %v", c.n, c.pid, c.last, got, c.want)
		}
	}
}
