package sys

import (
	"fmt"
	"os/signal"
	"strconv"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Read is read(2).
func (d *Door) Read(fd int, b []byte) (int, error) {
	n, errno := d.again(unix.SYS_READ, "read", num(fd), dataOut(b), size(len(b)))
	return moved(n, errno)
}

// Write is write(2). A closed pipe is EPIPE here, not a signal.
func (d *Door) Write(fd int, b []byte) (int, error) {
	n, errno := d.again(unix.SYS_WRITE, "write", num(fd), dataIn(b), size(len(b)))
	return moved(n, errno)
}

// Close is close(2). The descriptor is gone whatever it returns.
func (d *Door) Close(fd int) error {
	_, errno := d.call(unix.SYS_CLOSE, "close", num(fd))
	return failure(errno)
}

// Unlink is unlinkat(2) from the current directory.
func (d *Door) Unlink(name string) error { return d.UnlinkAt(unix.AT_FDCWD, name) }

// UnlinkAt is unlinkat(2) from the directory dir.
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

// GetFlags is fcntl(F_GETFL): access mode and status flags of the open file description.
func (d *Door) GetFlags(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETFL, showFcntl))
	return n, failure(errno)
}

// GetFD is fcntl(F_GETFD): the flags of the descriptor itself, of which there is one, FD_CLOEXEC.
func (d *Door) GetFD(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETFD, showFcntl))
	return n, failure(errno)
}

// SetFlags is fcntl(F_SETFL). It is for sockets of ours alone: the flags belong to all who share a description.
func (d *Door) SetFlags(fd, flags int) error {
	arg := symbol(flags, func(a arg, _ result) string { return xlat.StatusFlags(uint32(a.word)) })
	_, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_SETFL, showFcntl), arg)
	return failure(errno)
}

// DupFD is fcntl(F_DUPFD_CLOEXEC): a copy of fd whose number is least or above.
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

// FileType is the S_IFMT part of fstat(2)'s st_mode, 0 for a descriptor that is not open. Like the
// terminal question of isatty(3) it is about ourselves and moves nothing: it is not traced.
func (d *Door) FileType(fd int) uint32 {
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return 0
	}
	return st.Mode & unix.S_IFMT
}

// RequireSocket is nil if fd is a socket, else EBADF or ENOTSOCK. It is not traced, for the reason of FileType.
func (d *Door) RequireSocket(fd int) error {
	var st unix.Stat_t
	err := unix.Fstat(fd, &st)
	if err == nil && st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return unix.ENOTSOCK
	}
	return err
}

// An ID tells one file from another, also from one that later has the same name.
type ID struct{ Dev, Ino uint64 }

// FileID returns the identity of the file called name, from lstat(2), and whether it is a socket. A file that does not exist
// has the zero ID. It is not traced, for the reason of FileType.
func (d *Door) FileID(name string) (id ID, isSocket bool, err error) {
	return d.FileIDAt(unix.AT_FDCWD, name)
}

// FileIDAt is FileID from the directory dir.
func (d *Door) FileIDAt(dir int, name string) (id ID, isSocket bool, err error) {
	var st unix.Stat_t
	for err = unix.EINTR; err == unix.EINTR; {
		err = unix.Fstatat(dir, name, &st, unix.AT_SYMLINK_NOFOLLOW)
	}
	switch err {
	case nil:
		return ID{uint64(st.Dev), st.Ino}, st.Mode&unix.S_IFMT == unix.S_IFSOCK, nil //nolint:unconvert // Dev is 32 bits on some architectures
	case unix.ENOENT:
		return ID{}, false, nil
	}
	return ID{}, false, err
}

// RemoveAt unlinks the socket called name in the directory dir, if it is still the file id. No error says that the name is gone,
// or another file's.
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

// DieOf ends the process by signal s, as if nobody had caught it.
func DieOf(s syscall.Signal) {
	keepCounters()
	signal.Reset(s)
	_ = unix.Kill(unix.Getpid(), s)
}

// Left is how many bytes of a regular file are still to be read. Like FileType it is not traced.
func (d *Door) Left(fd int) int64 {
	var st unix.Stat_t
	at, err := unix.Seek(fd, 0, unix.SEEK_CUR)
	if err != nil || unix.Fstat(fd, &st) != nil {
		return 0
	}
	return max(0, st.Size-at)
}

// Columns is how wide a terminal is; one that does not say so is taken for 80. It is not traced either.
func (d *Door) Columns(fd int) int {
	const usual = 80
	size, err := unix.IoctlGetWinsize(fd, unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 {
		return usual
	}
	return int(size.Col)
}

// OwnTerminal has fd, a terminal, refer to an open file description of our own, in which O_NONBLOCK is set: poll(2) reports room
// for one character, and a longer write waits. The description that we were given keeps its flags. Where the terminal cannot be
// opened again nothing changes. Like Columns it is not traced.
func (d *Door) OwnTerminal(fd int) {
	if _, err := unix.IoctlGetInt(fd, unix.TIOCGPTN); err == nil {
		return // the master of a pseudoterminal: opened again it is another
	}
	own, err := unix.Open("/proc/self/fd/"+strconv.Itoa(fd), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	_ = unix.Dup3(own, fd, 0)
	_ = unix.Close(own)
}

// Wake has a call of the main thread that waits, as poll(2), return EINTR. The signal is one that means nothing to us,
// and that the runtime has a handler for.
func Wake() { _ = unix.Tgkill(unix.Getpid(), unix.Getpid(), unix.SIGWINCH) }
