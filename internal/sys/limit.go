package sys

import "golang.org/x/sys/unix"

// OpenMost is how many descriptors the process may have (RLIMIT_NOFILE). Go's runtime raises the soft limit to the hard
// one when it starts, and gives COMMAND back the one that we were started with.
func OpenMost() int {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<30))
}
