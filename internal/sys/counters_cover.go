//go:build cover

package sys

import (
	"os"
	"runtime"
	"runtime/coverage"
)

// Counting reports that this build counts its statements. It writes the counters when the process ends.
const Counting = true

const (
	countersDir = "GOCOVERDIR"
	countersEnd = runtimeEnd // descriptors below this are the Go runtime's
)

// keepCounters writes the counters. An exec and a death by a signal run no exit hook.
func keepCounters() {
	if dir := os.Getenv(countersDir); dir != "" {
		_ = coverage.WriteMetaDir(dir)
		_ = coverage.WriteCountersDir(dir)
	}
}

// countersEnviron returns the variables that a process without an environment needs to write its counters.
func countersEnviron() []string { return []string{countersDir + "=" + os.Getenv(countersDir)} }

// countersDirs returns the directory of the counters, for a sandbox.
func countersDirs() []string { return []string{os.Getenv(countersDir)} }

// The counters open files before main, so the runtime makes its own descriptors then. They are above those of the
// program, as in Settle, and main runs on the first thread, as in Claim.
var _ = settleFirst()

func settleFirst() error {
	runtime.LockOSThread()
	return Settle()
}
