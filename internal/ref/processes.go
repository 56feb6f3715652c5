package ref

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"sock/internal/sys"
	"sock/internal/xlat"
)

// A Candidate is a reference that could be given, and what it names.
type Candidate struct{ Ref, What string }

// Candidates returns the references that begin with prefix: sockets that are inherited, held, or open in a process
// that we may look at. What cannot be read is left out. No call is made on any of them.
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

// processes returns those that can matter to prefix: if it has a PID, that one; a name may be any keeper's.
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

// openSocket is a descriptor, and the number by which /proc/net knows its socket.
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

// keptBy returns the name that the process keeps a socket under, if it is a keeper of ours.
func (dir Dir) keptBy(pid string) (name string, ok bool) {
	return dir.keeperOf(readLine("/proc/" + pid + "/cmdline"))
}

// keeperOf reads the arguments of a process, each of which ends in a NUL. Any process can have these: the name is one that
// Hold would take.
func (dir Dir) keeperOf(cmdline string) (name string, ok bool) {
	args := strings.Split(cmdline, "\x00")
	if len(args) < 3 || args[1] != KeeperWord {
		return "", false
	}
	name = filepath.Base(args[2])
	return name, args[2] == dir.file(name) && CheckName(name) == nil
}

func readLine(name string) string {
	text, _ := os.ReadFile(name)
	return strings.TrimSuffix(string(text), "\n")
}
