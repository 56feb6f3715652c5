//go:build !cover

package sys

// Counting is whether this is a build that counts its statements, for scripts/cover: see counters_cover.go.
const Counting = false

const countersEnd = 0

func keepCounters() {}

func countersEnviron() []string { return nil }
