package sys

import (
	"encoding/binary"
	"runtime"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/sockopt"
)

// Setsockopt calls setsockopt(2).
func (d *Door) Setsockopt(fd, level, name int, value []byte) error {
	return d.setsockopt(fd, level, name, unsafe.Pointer(unsafe.SliceData(value)), len(value))
}

// SetsockoptInt is like Setsockopt for an int value.
func (d *Door) SetsockoptInt(fd, level, name, value int) error {
	return d.Setsockopt(fd, level, name, binary.NativeEndian.AppendUint32(nil, uint32(value)))
}

// SetOption calls setsockopt(2) with a value that may contain a pointer or consist of only a length.
func (d *Door) SetOption(fd int, s sockopt.Setting) error {
	value := s.Bytes
	if s.Pointed != nil {
		value = append([]byte(nil), value...)
		putPointer(value[s.At:], unsafe.Pointer(unsafe.SliceData(s.Pointed)))
	}
	mem := unsafe.Pointer(unsafe.SliceData(value))
	if s.Null {
		mem = nil
	}
	size := len(value)
	if s.Below < 0 {
		size = s.Below
	}
	err := d.setsockopt(fd, s.Option.Level.Number, int(s.Option.Number), mem, size)
	runtime.KeepAlive(s.Pointed)
	return err
}

// putPointer writes an address in the machine's form. The memory is on the heap, which does not move.
func putPointer(b []byte, p unsafe.Pointer) {
	if strconv.IntSize == 32 {
		binary.NativeEndian.PutUint32(b, uint32(uintptr(p)))
		return
	}
	binary.NativeEndian.PutUint64(b, uint64(uintptr(p)))
}

func (d *Door) setsockopt(fd, level, name int, mem unsafe.Pointer, size int) error {
	opt := option{level, name, sockopt.Set}
	val := arg{mem: mem, size: size, opt: opt, show: showOptionValue}
	_, errno := d.again(unix.SYS_SETSOCKOPT, "setsockopt",
		num(fd), symbol(level, showLevel), optionName(opt), val, num(size))
	return failure(errno)
}

// Getsockopt calls getsockopt(2) with a buffer of size bytes. It returns the bytes that the kernel wrote.
func (d *Door) Getsockopt(fd, level, name, size int) ([]byte, error) {
	return d.getsockopt(fd, level, name, make([]byte, size), size, 1)
}

// GetOption calls getsockopt(2) with a buffer that the kernel may read first. It returns the bytes that the kernel
// wrote. If the answer says that the value is longer, it repeats the call with that length. For the address of the
// peer, getpeername(2) returns the length.
func (d *Door) GetOption(fd int, q sockopt.Query) ([]byte, error) {
	if q.Peer {
		if _, n, err := d.GetpeernameIn(fd, addr.MaxLen); err == nil {
			q.Buf = make([]byte, n)
		}
	}
	value, err := d.getOption(fd, q)
	if err != nil || q.Next == nil {
		return value, err
	}
	next, more := q.Next(value)
	if !more {
		return value, nil
	}
	next.Option, next.Unit = q.Option, q.Unit
	return d.getOption(fd, next)
}

// getOption makes one call. Arrays that the buffer points to follow the value in the result, and the pointers become zero.
func (d *Door) getOption(fd int, q sockopt.Query) ([]byte, error) {
	for _, a := range q.Arrays {
		putPointer(q.Buf[a.At:], unsafe.Pointer(unsafe.SliceData(a.Bytes)))
	}
	value, err := d.readOption(fd, q)
	if err != nil || q.Arrays == nil {
		return value, err
	}
	n := q.Elements(value)
	for _, a := range q.Arrays {
		clear(value[a.At:][:unsafe.Sizeof(uint64(0))])
		value = append(value, a.Bytes[:n*a.Size]...)
	}
	runtime.KeepAlive(q.Arrays)
	return value, nil
}

func (d *Door) readOption(fd int, q sockopt.Query) ([]byte, error) {
	length := len(q.Buf) / q.Unit
	if q.Below < 0 {
		length = q.Below
	}
	return d.getsockopt(fd, q.Option.Level.Number, int(q.Option.Number), q.Buf, length, q.Unit)
}

// getsockopt makes the call with a length in units of several bytes.
func (d *Door) getsockopt(fd, level, name int, value []byte, room, unit int) ([]byte, error) {
	n, opt := new(uint32), option{level, name, sockopt.Get}
	*n = uint32(room)
	val := arg{
		mem: unsafe.Pointer(unsafe.SliceData(value)), size: len(value), len: n, opt: opt, out: true,
		show: showOptionValue,
	}
	_, errno := d.again(unix.SYS_GETSOCKOPT, "getsockopt",
		num(fd), symbol(level, showLevel), optionName(opt), val, length(n))
	if errno != 0 {
		return nil, errno
	}
	return value[:min(int(*n)*unit, len(value))], nil
}

// GetsockoptInt is like Getsockopt for an int value.
func (d *Door) GetsockoptInt(fd, level, name int) (int, error) {
	b, err := d.Getsockopt(fd, level, name, 4)
	if err != nil || len(b) < 4 {
		return 0, err
	}
	return int(int32(binary.NativeEndian.Uint32(b))), nil
}

// PendingError reads and clears SO_ERROR: the result of a non-blocking connect(2), or an error from ICMP.
func (d *Door) PendingError(fd int) error {
	e, err := d.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	return failure(syscall.Errno(e))
}
