package session

import (
	"strings"
	"testing"
	"time"

	"sock/internal/show"
)

// TestStatsSeconds: seconds are written in microseconds, without digits that the addition of a fraction leaves behind.
func TestStatsSeconds(t *testing.T) {
	for took, want := range map[time.Duration]string{
		1329778 * time.Microsecond: `"seconds":1.329778,`,
		3 * time.Second:            `"seconds":3,`,
	} {
		s := stats{took: took}
		if text := string(show.Object(s.members())); !strings.Contains(text, want) {
			t.Errorf("%v: %s, want %s", took, text, want)
		}
	}
}
