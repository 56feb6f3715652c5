package sys

import (
	"errors"
	"fmt"
	"os/signal"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Read calls read(2).
func (d *Door) Read(fd int, b []byte) (int, error) {
	n, errno := d.again(unix.SYS_READ, "read", num(fd), dataOut(b), size(len(b)))
	return moved(n, errno)
}

// Write calls write(2). A pipe without a reader is an EPIPE error, not a signal.
func (d *Door) Write(fd int, b []byte) (int, error) {
	n, errno := d.again(unix.SYS_WRITE, "write", num(fd), dataIn(b), size(len(b)))
	return moved(n, errno)
}

// Close calls close(2). The descriptor is closed even if the call fails.
func (d *Door) Close(fd int) error {
	_, errno := d.call(unix.SYS_CLOSE, "close", num(fd))
	return failure(errno)
}

// Unlink calls unlinkat(2) in the current directory.
func (d *Door) Unlink(name string) error { return d.UnlinkAt(unix.AT_FDCWD, name) }

// UnlinkAt calls unlinkat(2) in the directory dir.
func (d *Door) UnlinkAt(dir int, name string) error {
	_, errno := d.again(unix.SYS_UNLINKAT, "unlinkat", symbol(dir, showDirFD), path(name), num(0))
	return failure(errno)
}

func showDirFD(a arg, r result) string {
	if int32(a.word) == unix.AT_FDCWD {
		return "AT_FDCWD"
	}
	return showNum(a, r)
}

// GetFlags calls fcntl(F_GETFL). It returns the access mode and the status flags of the open file description.
func (d *Door) GetFlags(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETFL, showFcntl))
	return n, failure(errno)
}

// GetFD calls fcntl(F_GETFD). It returns the descriptor flags; the only one is FD_CLOEXEC.
func (d *Door) GetFD(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETFD, showFcntl))
	return n, failure(errno)
}

// SetFlags calls fcntl(F_SETFL). It is only for sockets that sock has made: all processes that share a description
// share its flags.
func (d *Door) SetFlags(fd, flags int) error {
	arg := symbol(flags, func(a arg, _ result) string { return xlat.StatusFlags(uint32(a.word)) })
	_, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_SETFL, showFcntl), arg)
	return failure(errno)
}

// DupFD calls fcntl(F_DUPFD_CLOEXEC). It returns a copy of fd with a number of at least least.
func (d *Door) DupFD(fd, least int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_DUPFD_CLOEXEC, showFcntl), num(least))
	return n, failure(errno)
}

func showFcntlResult(args []arg, r result) string {
	switch {
	case args[1].word == unix.F_GETFL:
		return xlat.Hex(uint32(r.ret)) + " (flags " + xlat.StatusFlags(uint32(r.ret)) + ")"
	case args[1].word == unix.F_GETFD && r.ret != 0:
		return fmt.Sprintf("%#x (flags %s)", r.ret, xlat.FdFlags.Text(uint32(r.ret)))
	}
	return fmt.Sprint(int(r.ret))
}

// FileType returns the S_IFMT bits of st_mode from fstat(2), or 0 if fd is not open. It is not traced: like isatty(3),
// it only asks about the process itself and moves no data.
func (d *Door) FileType(fd int) uint32 {
	var st unix.Stat_t
	if ownFstat(fd, &st) != nil {
		return 0
	}
	return st.Mode & unix.S_IFMT
}

// RequireSocket returns nil for a socket, else EBADF or ENOTSOCK. Like FileType, it is not traced.
func (d *Door) RequireSocket(fd int) error {
	var st unix.Stat_t
	err := ownFstat(fd, &st)
	if err == nil && st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return unix.ENOTSOCK
	}
	return err
}

// An ID identifies a file. A later file with the same name has another ID.
type ID struct{ Dev, Ino uint64 }

// FileID returns the ID of the file name from lstat(2), and whether the file is a socket. A file that does not exist has the
// zero ID. Like FileType, it is not traced.
func (d *Door) FileID(name string) (id ID, isSocket bool, err error) {
	return d.FileIDAt(unix.AT_FDCWD, name)
}

// FileIDAt is like FileID in the directory dir.
func (d *Door) FileIDAt(dir int, name string) (id ID, isSocket bool, err error) {
	var st unix.Stat_t
	for err = unix.EINTR; errors.Is(err, unix.EINTR); {
		err = ownFstatat(dir, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}
	switch {
	case err == nil:
		return ID{uint64(st.Dev), st.Ino}, st.Mode&unix.S_IFMT == unix.S_IFSOCK, nil //nolint:unconvert // Dev is 32 bits on some architectures
	case errors.Is(err, unix.ENOENT):
		return ID{}, false, nil
	}
	return ID{}, false, err
}

// RemoveAt unlinks the socket name in the directory dir if it still is the file id. It returns nil if the name is gone or
// belongs to another file.
func (d *Door) RemoveAt(dir int, name string, id ID) error {
	now, isSocket, err := d.FileIDAt(dir, name)
	if err != nil || !isSocket || now != id {
		return err
	}
	if err = d.UnlinkAt(dir, name); err == unix.ENOENT {
		return nil
	}
	return err
}

// DieOf ends the process by signal s with its default action.
func DieOf(s syscall.Signal) {
	keepCounters()
	signal.Reset(s)
	_ = ownKill(ownGetpid(), s)
}

// Left returns how many bytes of a regular file remain after the current position. Like FileType, it is not traced.
func (d *Door) Left(fd int) int64 {
	var st unix.Stat_t
	at, err := ownSeek(fd, 0, unix.SEEK_CUR)
	if err != nil || ownFstat(fd, &st) != nil {
		return 0
	}
	return max(0, st.Size-at)
}

// Columns returns the width of a terminal, or 80 if it is unknown. Like FileType, it is not traced.
func (d *Door) Columns(fd int) int {
	const usual = 80
	size, err := ownIoctlGetWinsize(fd, unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 {
		return usual
	}
	return int(size.Col)
}

// OwnTerminal makes fd, a terminal, refer to a new open file description with O_NONBLOCK. poll(2) reports room for one
// character only, so a longer write to a blocking one may wait. The description that sock was started with keeps its
// flags. If the terminal cannot be reopened, nothing changes. Like FileType, it is not traced.
func (d *Door) OwnTerminal(fd int) {
	if _, err := ownIoctlGetInt(fd, unix.TIOCGPTN); err == nil {
		return // the master side of a pseudoterminal; opening its name gives another one
	}
	own, err := ownOpen("/proc/self/fd/"+strconv.Itoa(fd), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	_ = ownDup3(own, fd, 0)
	_ = ownClose(own)
}

// Wake makes a waiting call of the main thread, such as poll(2), return EINTR. It sends a signal that has no other
// effect here and that the Go runtime handles.
func Wake() { _ = ownTgkill(ownGetpid(), ownGetpid(), unix.SIGWINCH) }
