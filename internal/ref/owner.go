package ref

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// Owner returns a hint: which process has a socket of this type bound to the address, and how to refer to that socket.
// It returns "" if there is no such process, or if the user may not look at it.
func Owner(sa addr.Sockaddr, typ int) (text string) {
	path, _ := sa.UnixPath()
	sys.Elsewhere(func() { text = findOwner(boundTo(sa, typ), path) })
	return text
}

// findOwner finds the process that has one of these sockets. If path is not "", it has to be the same file for that process.
func findOwner(inodes []string, path string) string {
	door := &sys.Door{}
	dir, err := OpenDir(door)
	if err == nil {
		defer dir.Leave(door)
	}
	self := strconv.Itoa(os.Getpid())
	for _, pid := range processes("") {
		if pid == self || len(inodes) == 0 {
			continue
		}
		for _, s := range openSockets(pid) {
			if !slices.Contains(inodes, s.inode) || !samePath(pid, path) {
				continue
			}
			if name, held := dir.keptBy(pid); held {
				return fmt.Sprintf("held socket %s uses it; sock close %s releases it", name, name)
			}
			comm := xlat.Printable(readLine("/proc/" + pid + "/comm"))
			return fmt.Sprintf("%s (process %s) uses it; --on %s:%s borrows its socket", comm, pid, pid, s.fd)
		}
	}
	return ""
}

// samePath reports whether path is the same file in the working directory of the process. /proc/net/unix has a path as
// it was passed to bind(2), so a relative one can mean several files.
func samePath(pid, path string) bool {
	if path == "" || filepath.IsAbs(path) {
		return true
	}
	ours, err := os.Stat(path)
	theirs, bad := os.Stat("/proc/" + pid + "/cwd/" + path)
	return err == nil && bad == nil && os.SameFile(ours, theirs)
}

// boundTo returns the inode numbers of sockets whose local address conflicts with sa.
func boundTo(sa addr.Sockaddr, typ int) []string {
	if want, ok := sa.IP(); ok {
		return boundPorts(want, typ)
	}
	if sa.Family() != unix.AF_UNIX || len(sa) < 3 {
		return nil
	}
	path := strings.ReplaceAll(strings.TrimSuffix(string(sa[2:]), "\x00"), "\x00", "@") // the notation of /proc/net/unix
	var inodes []string
	for _, f := range rows("unix") {
		if len(f) > unixPath && strings.Join(f[unixPath:], " ") == path {
			inodes = append(inodes, f[6])
		}
	}
	return inodes
}

// boundPorts implements boundTo for TCP and UDP.
func boundPorts(want netip.AddrPort, typ int) []string {
	proto := map[int]string{unix.SOCK_STREAM: "tcp", unix.SOCK_DGRAM: "udp"}[typ]
	var inodes []string
	for _, f := range slices.Concat(rows(proto), rows(proto+"6")) {
		if len(f) > 9 && f[9] != "0" && collide(endpoint(f[1]), want) { // 0: no process has the socket
			inodes = append(inodes, f[9])
		}
	}
	return inodes
}

// collide reports whether two sockets cannot be bound to these addresses at the same time.
func collide(a, b netip.AddrPort) bool {
	ip, other := a.Addr().Unmap(), b.Addr().Unmap()
	return a.Port() == b.Port() && (ip == other || ip.IsUnspecified() || other.IsUnspecified())
}
