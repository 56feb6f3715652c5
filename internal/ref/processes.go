package ref

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sock/internal/sys"
	"sock/internal/xlat"
)

// A Candidate is a possible reference for completion, and a description of its socket.
type Candidate struct{ Ref, What string }

// Candidates returns the references that begin with prefix: inherited sockets, held sockets, and sockets of processes
// that the user may look at. It skips what it cannot read, and makes no call on the sockets.
func Candidates(prefix string) []Candidate {
	known := readNames()
	var held, others []Candidate
	for _, s := range openSockets("self") {
		others = append(others, Candidate{s.fd, "inherited " + known.of(s.inode)})
	}
	door := &sys.Door{}
	dir, err := OpenDir(door)
	if err == nil {
		defer dir.Leave(door)
	}
	self := strconv.Itoa(os.Getpid())
	for _, pid := range processes(prefix) {
		if pid == self {
			continue
		}
		sockets := openSockets(pid)
		if len(sockets) == 0 {
			continue
		}
		if name, ok := dir.keptBy(pid); ok {
			held = append(held, Candidate{name, "held " + known.of(inodeAt(sockets, heldFd))})
			continue
		}
		comm := readLine("/proc/" + pid + "/comm")
		for _, s := range sockets {
			others = append(others, Candidate{pid + ":" + s.fd, comm + " " + known.of(s.inode)})
		}
	}
	return beginning(prefix, append(held, others...))
}

func beginning(prefix string, all []Candidate) []Candidate {
	var list []Candidate
	for _, c := range all {
		if strings.HasPrefix(c.Ref, prefix) {
			list = append(list, Candidate{c.Ref, xlat.Printable(c.What)})
		}
	}
	return list
}

// processes returns the process IDs that can match prefix: the PID in prefix if it has one, otherwise all.
func processes(prefix string) []string {
	pid, _, whole := strings.Cut(prefix, ":")
	entries, _ := os.ReadDir("/proc")
	var list []string
	for _, e := range entries {
		name := e.Name()
		if c := name[0]; c >= '1' && c <= '9' && (!whole || name == pid) {
			list = append(list, name)
		}
	}
	return list
}

// An openSocket is a descriptor number and the inode number of its socket in /proc/net.
type openSocket struct{ fd, inode string }

func openSockets(pid string) []openSocket {
	dir := "/proc/" + pid + "/fd"
	entries, _ := os.ReadDir(dir)
	var list []openSocket
	for _, e := range entries {
		link, _ := os.Readlink(dir + "/" + e.Name())
		if inode, ok := strings.CutPrefix(link, "socket:["); ok {
			list = append(list, openSocket{e.Name(), strings.TrimSuffix(inode, "]")})
		}
	}
	return list
}

func inodeAt(sockets []openSocket, fd int) string {
	for _, s := range sockets {
		if s.fd == strconv.Itoa(fd) {
			return s.inode
		}
	}
	return ""
}

// keptBy returns the name of the held socket if the process is a keeper of this directory.
func (dir Dir) keptBy(pid string) (name string, ok bool) {
	return dir.keeperOf(readLine("/proc/" + pid + "/cmdline"))
}

// keeperOf reads the command line of a process, whose arguments end in NULs. Any process can have such arguments, so
// the name is checked.
func (dir Dir) keeperOf(cmdline string) (name string, ok bool) {
	args := strings.Split(cmdline, "\x00")
	if len(args) < 3 || args[1] != KeeperWord {
		return "", false
	}
	name = filepath.Base(args[2])
	return name, args[2] == dir.file(name) && CheckName(name) == nil
}
