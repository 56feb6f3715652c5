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

// A Ref names a socket that exists. It is somebody else's open file description too: its status
// flags are never changed, and it is not closed for the others. It is a flag's value: Set parses it.
type Ref struct {
	text string
	kind kind
	pid  int    // of the process to borrow from
	fd   int    // inherited, or the process's
	name string // of a held socket, or of one that LISTEN_FDNAMES names
}

type kind int

const (
	inherited kind = iota
	borrowed
	named
)

// Given reports whether a reference was given.
func (r *Ref) Given() bool { return r.text != "" }

// String returns the reference as it was given.
func (r *Ref) String() string { return r.text }

// Inherited returns the number of a descriptor that the parent was to leave open.
func (r *Ref) Inherited() (fd int, ok bool) { return r.fd, r.Given() && r.kind == inherited }

// Type names the value in help texts.
func (r *Ref) Type() string { return "REF" }

var errForm = errors.New("want N or fd:N (inherited), PID:N (of another process) or the NAME of a held socket")

// Set reads N, fd:N, PID:N or NAME.
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
	FD   int
	ours bool // a copy, which we close
}

// Close closes the descriptor if it is a copy of ours. The socket stays open for the others.
func (o Opened) Close(d *sys.Door) {
	if o.ours {
		_ = d.Aside().Close(o.FD)
	}
}

// Open returns a descriptor. Whether an inherited one is open, and a socket, the kernel tells at the first call; only of 0, 1 and
// 2 it cannot. The calls that fetch the others are made Aside: a word's own call is the one that follows.
func (r *Ref) Open(d *sys.Door) (Opened, error) {
	switch r.kind {
	case borrowed:
		return r.borrow(d.Aside())
	case named:
		return r.fetch(d.Aside())
	case inherited:
		if d.Unopened(r.fd) {
			return Opened{}, fail.At("descriptor", strconv.Itoa(r.fd), unix.EBADF)
		}
	}
	return Opened{FD: r.fd}, nil
}

// borrow copies the descriptor of a process, which notices nothing.
func (r *Ref) borrow(d *sys.Door) (Opened, error) {
	pidfd, err := d.PidfdOpen(r.pid, 0)
	if err != nil {
		return Opened{}, fail.At("pidfd_open", strconv.Itoa(r.pid), err)
	}
	defer func() { _ = d.Close(pidfd) }()
	fd, err := d.PidfdGetfd(pidfd, r.fd, 0)
	err = fail.At("pidfd_getfd", r.text, err)
	if fail.Is(err, unix.EPERM) {
		err = fail.WithHint(err, "it takes the right to ptrace the process: the same user and /proc/sys/kernel/yama/ptrace_scope 0, or CAP_SYS_PTRACE")
	}
	return Opened{FD: fd, ours: true}, err
}

// fetch looks among the descriptors that a service manager has passed, then among the held sockets.
func (r *Ref) fetch(d *sys.Door) (Opened, error) {
	if fd, ok := passed(r.name); ok {
		return Opened{FD: fd}, nil
	}
	dir, err := OpenDir(d)
	if err != nil {
		return Opened{}, err
	}
	defer dir.Leave(d)
	h, err := dir.Fetch(d, r.name)
	return Opened{FD: h.FD, ours: true}, err
}

// Own has the keeper of a held socket remove a path with it, which the socket has just been bound to. The path of any other
// socket is its owner's to remove.
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
	return dir.own(aside, r.name, whole)
}
