package sys

import (
	"runtime"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Pread is pread64(2): the position of the file, which other processes may share, stays where it is.
func (d *Door) Pread(fd int, b []byte, at int64) (int, error) {
	args := append([]arg{num(fd), dataOut(b), size(len(b))}, position(at)...)
	n, errno := d.again(unix.SYS_PREAD64, "pread64", args...)
	return moved(n, errno)
}

// position is a loff_t by value. A machine of 32 bits takes it as two words, and an ARM begins with an even one. Of the
// words one is shown.
func position(at int64) []arg {
	show := func(arg, result) string { return strconv.FormatInt(at, 10) }
	if unsafe.Sizeof(uintptr(0)) == unsafe.Sizeof(at) {
		return []arg{{word: uintptr(at), show: show}}
	}
	words := []arg{{word: uintptr(uint32(at)), show: show}, {word: uintptr(uint32(at >> 32))}}
	if runtime.GOARCH == "arm" {
		words = append([]arg{{}}, words...)
	}
	return words
}

// Position is where in a file the next read(2) begins. Like FileType it is not traced.
func (d *Door) Position(fd int) (int64, error) {
	return unix.Seek(fd, 0, unix.SEEK_CUR)
}
