//go:build cover

package sys

import (
	"os"
	"runtime"
	"runtime/coverage"
)

// Counting is whether this is a build that counts its statements, and writes the counters when it ends.
const Counting = true

const (
	countersDir = "GOCOVERDIR"
	countersEnd = runtimeEnd // below it are the descriptors that the runtime has already
)

// keepCounters writes what the process has counted so far: an exec and a death by a signal run no exit hook.
func keepCounters() {
	if dir := os.Getenv(countersDir); dir != "" {
		_ = coverage.WriteMetaDir(dir)
		_ = coverage.WriteCountersDir(dir)
	}
}

// countersEnviron is what a process without an environment needs to write its counters.
func countersEnviron() []string { return []string{countersDir + "=" + os.Getenv(countersDir)} }

// The counters make files before main, and so have the runtime make its own descriptors: they are above those of the program as
// Settle says, and main is on the first thread as Claim says.
var _ = settleFirst()

func settleFirst() error {
	runtime.LockOSThread()
	return Settle()
}
