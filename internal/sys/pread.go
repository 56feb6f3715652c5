package sys

import (
	"runtime"
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Pread calls pread64(2). It leaves the file position alone, which other processes may share.
func (d *Door) Pread(fd int, b []byte, at int64) (int, error) {
	args := append([]arg{num(fd), dataOut(b), size(len(b))}, position(at)...)
	n, errno := d.again(unix.SYS_PREAD64, "pread64", args...)
	return moved(n, errno)
}

// position is a loff_t passed by value. A 32-bit machine passes it as two words, and ARM starts with an even register.
// One of the words prints the value.
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

// Position returns the file position of the next read(2). Like FileType, it is not traced.
func (d *Door) Position(fd int) (int64, error) {
	return ownSeek(fd, 0, unix.SEEK_CUR)
}
