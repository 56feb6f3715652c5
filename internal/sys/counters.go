//go:build !cover

package sys

// Counting reports that this build counts its statements for scripts/cover; see counters_cover.go.
const Counting = false

const countersEnd = 0

func keepCounters() {}

func countersEnviron() []string { return nil }

func countersDirs() []string { return nil }
