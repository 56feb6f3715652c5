package sys

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Setsockopt is setsockopt(2).
func (d *Door) Setsockopt(fd, level, name int, value []byte) error {
	val := arg{
		mem: unsafe.Pointer(unsafe.SliceData(value)), size: len(value), aux: optionKey(level, name),
		show: showOptionValue,
	}
	_, errno := d.again(unix.SYS_SETSOCKOPT, "setsockopt",
		num(fd), symbol(level, showLevel), optionName(level, name), val, num(len(value)))
	return failure(errno)
}

// Getsockopt is getsockopt(2) with room for size bytes; it returns those the kernel wrote.
func (d *Door) Getsockopt(fd, level, name, size int) ([]byte, error) {
	value, n := make([]byte, size), new(uint32)
	*n = uint32(size)
	val := arg{
		mem: unsafe.Pointer(unsafe.SliceData(value)), size: size, len: n, aux: optionKey(level, name), out: true,
		show: showOptionValue,
	}
	_, errno := d.again(unix.SYS_GETSOCKOPT, "getsockopt",
		num(fd), symbol(level, showLevel), optionName(level, name), val, length(n))
	if errno != 0 {
		return nil, errno
	}
	return value[:min(int(*n), size)], nil
}

// GetsockoptInt is Getsockopt for an int.
func (d *Door) GetsockoptInt(fd, level, name int) (int, error) {
	b, err := d.Getsockopt(fd, level, name, 4)
	if err != nil || len(b) < 4 {
		return 0, err
	}
	return int(int32(binary.NativeEndian.Uint32(b))), nil
}

// PendingError reads and clears SO_ERROR: how a non-blocking connect ended, or what came by ICMP.
func (d *Door) PendingError(fd int) error {
	e, err := d.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_ERROR)
	if err != nil {
		return err
	}
	return failure(syscall.Errno(e))
}

func showLevel(a arg, _ result) string {
	if name := sockopt.LevelName(int(a.word)); name != "" {
		return name
	}
	return fmt.Sprintf("%#x /* SOL_?? */", uint32(a.word))
}

// optionKey packs level and name into one word, for show functions that need both.
func optionKey(level, name int) int { return level<<16 | name&0xffff }

func optionOf(key int) (sockopt.Option, bool) {
	return sockopt.Find(key>>16, key&0xffff)
}

func optionName(level, name int) arg {
	a := num(name)
	a.aux = level
	a.show = showOptionName
	return a
}

func showOptionName(a arg, _ result) string {
	if opt, ok := sockopt.Find(a.aux, int(a.word)); ok {
		return opt.TraceName()
	}
	if prefix := sockopt.Prefix(a.aux); prefix != "" {
		return fmt.Sprintf("%#x /* %s??? */", uint32(a.word), prefix)
	}
	return strconv.Itoa(int(int32(a.word)))
}

func showOptionValue(a arg, r result) string {
	if r.errno != 0 && a.out || a.mem == nil {
		return pointer(a.mem)
	}
	value := a.bytes(a.size)
	if a.len != nil {
		value = value[:min(int(*a.len), len(value))]
	}
	opt, known := optionOf(a.aux)
	switch {
	case known && opt.Name == "SO_ERROR" && len(value) == 4:
		if name := fail.ErrnoName(syscall.Errno(binary.NativeEndian.Uint32(value))); name != "" {
			return "[" + name + "]"
		}
	case known && opt.Kind == sockopt.Linger && len(value) == 8:
		return fmt.Sprintf("{l_onoff=%d, l_linger=%d}",
			int32(binary.NativeEndian.Uint32(value)), int32(binary.NativeEndian.Uint32(value[4:])))
	}
	if len(value) == 4 { // also the name of a device or an algorithm: strace goes by the size
		return fmt.Sprintf("[%d]", int32(binary.NativeEndian.Uint32(value)))
	}
	return xlat.Quote(value, xlat.StringLimit)
}
