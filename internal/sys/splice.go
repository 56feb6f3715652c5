package sys

import (
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// Splice calls splice(2) between a pipe and another descriptor, at their file positions. SPLICE_F_NONBLOCK only
// concerns the pipe: a socket blocks unless O_NONBLOCK is set.
func (d *Door) Splice(in, out, n int) (int, error) {
	return d.SpliceAt(in, nil, out, nil, n, unix.SPLICE_F_MOVE|unix.SPLICE_F_NONBLOCK)
}

// Sendfile calls sendfile(2) from the file's position and advances it.
func (d *Door) Sendfile(out, in, n int) (int, error) {
	return d.SendfileAt(out, in, nil, n)
}

// Discard calls recvfrom(2) with MSG_TRUNC to discard up to n bytes. Only TCP discards with that flag.
func (d *Door) Discard(fd, n int) (int, error) {
	n, errno := d.soon(unix.SYS_RECVFROM, "recvfrom", num(fd), null(true), size(n),
		symbol(unix.MSG_DONTWAIT|unix.MSG_TRUNC, showMsgFlags), null(true), null(true))
	return moved(n, errno)
}

// Pipe calls pipe2(2) with O_CLOEXEC.
func (d *Door) Pipe() (r, w int, err error) {
	pair := new([2]int32)
	flags := symbol(unix.O_CLOEXEC, func(a arg, _ result) string { return xlat.OpenFlags.Text(uint32(a.word)) })
	_, errno := d.again(unix.SYS_PIPE2, "pipe2", arg{mem: unsafe.Pointer(pair), out: true, show: showPair}, flags.late())
	return int(pair[0]), d.fresh(int(pair[1])), failure(errno)
}

// SetPipeSize calls fcntl(F_SETPIPE_SZ). It returns the size that the kernel has chosen.
func (d *Door) SetPipeSize(fd, n int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_SETPIPE_SZ, showFcntl), num(n))
	return n, failure(errno)
}

// PipeSize calls fcntl(F_GETPIPE_SZ). It returns the size in bytes.
func (d *Door) PipeSize(fd int) (int, error) {
	n, errno := d.again(unix.SYS_FCNTL, "fcntl", num(fd), symbol(unix.F_GETPIPE_SZ, showFcntl))
	return n, failure(errno)
}

// IsNull reports whether fd is /dev/null. Like FileType, it is not traced.
func (d *Door) IsNull(fd int) bool {
	var st unix.Stat_t
	const major, minor = 1, 3
	return ownFstat(fd, &st) == nil && st.Mode&unix.S_IFMT == unix.S_IFCHR &&
		uint64(st.Rdev) == unix.Mkdev(major, minor) //nolint:unconvert // Rdev is 32 bits on some architectures
}
