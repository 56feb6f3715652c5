package sys

import "golang.org/x/sys/unix"

// OpenMost returns the limit of open descriptors, RLIMIT_NOFILE. The Go runtime raises the soft limit to the hard one
// at the start, and restores the original limit for a COMMAND.
func OpenMost() int {
	var limit unix.Rlimit
	if ownGetrlimit(unix.RLIMIT_NOFILE, &limit) != nil {
		return 0
	}
	return int(min(limit.Cur, 1<<30))
}
