// Package ref finds the socket that a reference names: inherited, borrowed from a process, or held by a keeper.
package ref

import (
	"errors"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A Ref refers to an existing socket. Other processes may use the same open file description, so sock changes none of
// its status flags. A Ref is the value of a flag: Set parses it.
type Ref struct {
	text string
	kind kind
	pid  int    // process ID of a borrowed socket
	fd   int    // descriptor number, here or in that process
	name string // of a held socket, or one in LISTEN_FDNAMES
}

type kind int

const (
	inherited kind = iota
	borrowed
	named
)

// Given reports whether the user has given a reference.
func (r *Ref) Given() bool { return r.text != "" }

// String returns the reference as the user has typed it.
func (r *Ref) String() string { return r.text }

// Inherited returns the number of a descriptor that the parent process has left open, and whether the reference is one.
func (r *Ref) Inherited() (fd int, ok bool) { return r.fd, r.Given() && r.kind == inherited }

// Type returns the name of the value in help texts.
func (r *Ref) Type() string { return "REF" }

var errForm = errors.New("want N or fd:N (inherited), PID:N (of another process) or the NAME of a held socket")

// Set parses N, fd:N, PID:N or NAME.
func (r *Ref) Set(s string) error {
	first, second, two := strings.Cut(s, ":")
	if !two {
		first, second = "fd", s
	}
	n, err := strconv.ParseInt(second, 10, 32)
	pid, noPid := strconv.ParseInt(first, 10, 32)
	switch {
	case err == nil && first == "fd":
		*r = Ref{text: s, fd: int(n)}
	case err == nil && two && noPid == nil:
		*r = Ref{text: s, kind: borrowed, pid: int(pid), fd: int(n)}
	case !two && CheckName(s) == nil:
		*r = Ref{text: s, kind: named, name: s}
	default:
		return errForm
	}
	return nil
}

// An Opened is a descriptor for the socket of a reference.
type Opened struct {
	FD     int
	copied bool // a copy that Close closes
}

// Close closes the descriptor if it is a copy. Other processes keep the socket.
func (o Opened) Close(d *sys.Door) {
	if o.copied {
		_ = d.Aside().Close(o.FD)
	}
}

// Open returns a descriptor of the socket. It does not check that an inherited descriptor is open and a socket: the
// first call on it fails otherwise. It checks 0, 1 and 2, which are always open in this process. The calls that fetch
// other sockets are made Aside, so a trace begins with the command's own call.
func (r *Ref) Open(d *sys.Door) (Opened, error) {
	switch r.kind {
	case borrowed:
		return r.borrow(d.Aside())
	case named:
		return r.openNamed(d.Aside())
	case inherited:
		if d.Unopened(r.fd) {
			return Opened{}, fail.At("descriptor", strconv.Itoa(r.fd), unix.EBADF)
		}
	}
	return Opened{FD: r.fd}, nil
}

// borrow copies a descriptor of another process with pidfd_getfd(2). That process does not notice it.
func (r *Ref) borrow(d *sys.Door) (Opened, error) {
	pidfd, err := d.PidfdOpen(r.pid, 0)
	if err != nil {
		return Opened{}, fail.At("pidfd_open", strconv.Itoa(r.pid), err)
	}
	defer func() { _ = d.Close(pidfd) }()
	fd, err := d.PidfdGetfd(pidfd, r.fd, 0)
	err = fail.At("pidfd_getfd", r.text, err)
	if fail.Is(err, unix.EPERM) {
		err = fail.WithHint(err, "borrowing needs permission to ptrace the process: the same user and /proc/sys/kernel/yama/ptrace_scope 0, or CAP_SYS_PTRACE")
	}
	return Opened{FD: fd, copied: true}, err
}

// openNamed looks for the name among the descriptors of a service manager, then among the held sockets.
func (r *Ref) openNamed(d *sys.Door) (Opened, error) {
	if fd, ok := passed(r.name); ok {
		return Opened{FD: fd}, nil
	}
	dir, err := OpenDir(d)
	if err != nil {
		return Opened{}, err
	}
	defer dir.Leave(d)
	h, err := dir.Fetch(d, r.name)
	return Opened{FD: h.FD, copied: true}, err
}

// Own makes the keeper of a held socket remove path together with the socket, which has just been bound to it. It does
// nothing for other references: the path belongs to the process that made the socket.
func (r *Ref) Own(d *sys.Door, path string) error {
	if _, ok := passed(r.name); r.kind != named || ok {
		return nil
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return fail.At("getcwd", "", err)
	}
	aside := d.Aside()
	dir, err := OpenDir(aside)
	if err != nil {
		return err
	}
	defer dir.Leave(aside)
	return dir.attachPath(aside, r.name, whole)
}
