package sys

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Splice is splice(2) between a pipe and another descriptor, at their file positions. SPLICE_F_NONBLOCK is for the
// pipe alone: a socket waits unless its own O_NONBLOCK is set.
func (d *Door) Splice(in, out, n int) (int, error) {
	return d.SpliceAt(in, nil, out, nil, n, unix.SPLICE_F_MOVE|unix.SPLICE_F_NONBLOCK)
}

// Sendfile is sendfile(2) from the file's position, which moves on.
func (d *Door) Sendfile(out, in, n int) (int, error) {
	return d.SendfileAt(out, in, nil, n)
}

// Discard is recvfrom(2) of up to n bytes for which nobody has a use. MSG_TRUNC has TCP, and TCP alone, drop them.
func (d *Door) Discard(fd, n int) (int, error) {
	n, errno := d.soon(unix.SYS_RECVFROM, "recvfrom", num(fd), null(true), size(n),
		symbol(unix.MSG_DONTWAIT|unix.MSG_TRUNC, showMsgFlags), null(true), null(true))
	return moved(n, errno)
}

// Pipe is pipe2(2), close-on-exec.
func (d *Door) Pipe() (r, w int, err error) {
	pair := new([2]int32)
	flags := symbol(unix.O_CLOEXEC, func(a arg, _ result) string { return xlat.OpenFlags.Text(uint32(a.word)) })
	_, errno := d.again(unix.SYS_PIPE2, "pipe2", arg{mem: unsafe.Pointer(pair), out: true, show: showPair}, flags.late())
	return int(pair[0]), d.fresh(int(pair[1])), failure(errno)
}

// SetPipeSize is fcntl(F_SETPIPE_SZ). The kernel returns what it has made of n.
func (d *Door) SetPipeSize(fd, n int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_SETPIPE_SZ, showFcntl), num(n))
	return n, failure(errno)
}

// PipeSize is fcntl(F_GETPIPE_SZ), in bytes.
func (d *Door) PipeSize(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETPIPE_SZ, showFcntl))
	return n, failure(errno)
}

// IsNull reports whether fd is /dev/null. It is not traced, for the reason of FileType.
func (d *Door) IsNull(fd int) bool {
	var st unix.Stat_t
	const major, minor = 1, 3
	return unix.Fstat(fd, &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFCHR &&
		uint64(st.Rdev) == unix.Mkdev(major, minor) //nolint:unconvert // Rdev is 32 bits on some architectures
}
