package sys

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// A Waker is a descriptor that becomes readable when another thread calls Wake.
type Waker struct{ FD int }

// NewWaker returns a waker. Its descriptor number is above those of sockets. Like FileType, it is not traced.
func NewWaker() (*Waker, error) {
	fd, err := ownEventfd(0, unix.EFD_CLOEXEC|unix.EFD_NONBLOCK)
	if err != nil {
		return nil, err
	}
	if up, err := ownFcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, runtimeEnd); err == nil {
		_ = ownClose(fd)
		fd = up
	}
	return &Waker{fd}, nil
}

// Wake makes the descriptor readable. It may be called on any thread.
func (w *Waker) Wake() { _, _ = ownWrite(w.FD, binary.NativeEndian.AppendUint64(nil, 1)) }
