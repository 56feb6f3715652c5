package ref

import (
	"os"
	"strconv"
	"strings"

	"sock/internal/sys"
)

// HeldSince reports whether a process that was started after process pid has the socket fd: a descendant of pid may
// have inherited it. It is about other processes and moves nothing, and so is not traced.
func HeldSince(fd, pid int) (held bool) {
	sys.Elsewhere(func() { held = heldSince(strconv.Itoa(fd), pid) })
	return held
}

func heldSince(fd string, pid int) bool {
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
	return len(all) == 0 // no descriptor is left to look with
}

// startedAfter compares process numbers, which begin again at the lowest after the highest. With last 0, which says that
// the last is not known, every process counts.
func startedAfter(n, pid, last int) bool {
	switch {
	case last == 0:
		return true
	case last < pid:
		return n > pid || n <= last
	}
	return n > pid && n <= last
}

// lastPID is the number of the process or thread that was started last, see proc_loadavg(5).
func lastPID() int {
	fields := strings.Fields(readLine("/proc/loadavg"))
	if len(fields) < 5 {
		return 0
	}
	n, _ := strconv.Atoi(fields[4])
	return n
}
