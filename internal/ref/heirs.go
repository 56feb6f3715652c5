package ref

import (
	"os"
	"strconv"
	"strings"

	"sock/internal/sys"
)

// HeldSince reports whether a process younger than process pid has the socket fd. Such a process may be a descendant of
// pid that has inherited it. The calls run outside the trace: they only look at /proc.
func HeldSince(fd, pid int) (held bool) {
	sys.Elsewhere(func() { held = youngerHolds(strconv.Itoa(fd), pid) })
	return held
}

func youngerHolds(fd string, pid int) bool {
	last := lastPID()
	link, _ := os.Readlink("/proc/self/fd/" + fd)
	inode, isSocket := strings.CutPrefix(link, "socket:[")
	if last == pid || !isSocket {
		return false
	}
	inode = strings.TrimSuffix(inode, "]")
	all := processes("")
	for _, name := range all {
		n, _ := strconv.Atoi(name)
		if n == os.Getpid() || !startedAfter(n, pid, last) {
			continue
		}
		for _, s := range openSockets(name) {
			if s.inode == inode {
				return true
			}
		}
	}
	return len(all) == 0 // without a free descriptor /proc cannot be read
}

// startedAfter compares process IDs, which wrap around after the highest. If last is 0, the last ID is unknown, and every
// process counts.
func startedAfter(n, pid, last int) bool {
	switch {
	case last == 0:
		return true
	case last < pid:
		return n > pid || n <= last
	}
	return n > pid && n <= last
}

// lastPID returns the ID of the process or thread that was created last, or 0; see proc_loadavg(5).
func lastPID() int {
	fields := strings.Fields(readLine("/proc/loadavg"))
	if len(fields) < 5 {
		return 0
	}
	n, _ := strconv.Atoi(fields[4])
	return n
}
