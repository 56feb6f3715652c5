package sys

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// SpliceAt calls splice(2) for at most n bytes between two descriptors, of which one is a pipe. An offset is the
// position in a file, and is advanced; nil means the file's own position.
func (d *Door) SpliceAt(in int, inOffset *int64, out int, outOffset *int64, n, flags int) (int, error) {
	got, errno := d.soon(unix.SYS_SPLICE, "splice", num(in), offset(inOffset), num(out), offset(outOffset),
		size(n), symbol(flags, showSpliceFlags))
	return moved(got, errno)
}

// Tee calls tee(2): it copies from one pipe to another and leaves the bytes in the first.
func (d *Door) Tee(in, out, n, flags int) (int, error) {
	got, errno := d.again(unix.SYS_TEE, "tee", num(in), num(out), size(n), symbol(flags, showSpliceFlags))
	return moved(got, errno)
}

// SendfileAt calls sendfile(2) for at most n bytes of a file. The offset is as in SpliceAt.
func (d *Door) SendfileAt(out, in int, from *int64, n int) (int, error) {
	at := offset(from)
	if from != nil {
		at = movedOffset(from)
	}
	got, errno := d.soon(sysSendfile, sendfileName, num(out), num(in), at, size(n).late())
	return moved(got, errno)
}

func showSpliceFlags(a arg, _ result) string { return xlat.SpliceFlags.Text(uint32(a.word)) }

// offset is a loff_t that the kernel reads and advances.
func offset(at *int64) arg {
	if at == nil {
		return null(false)
	}
	return arg{mem: unsafe.Pointer(at), show: showOffset}
}

func showOffset(a arg, _ result) string { return fmt.Sprintf("[%d]", *(*int64)(a.mem)) }

// movedOffset is the offset of sendfile(2). strace prints it as unsigned, before and after the call.
func movedOffset(at *int64) arg {
	before := fmt.Sprintf("[%d]", uint64(*at))
	return arg{mem: unsafe.Pointer(at), out: true, show: func(_ arg, r result) string {
		if r.errno != 0 || r.ret == 0 {
			return before
		}
		return fmt.Sprintf("%s => [%d]", before, uint64(*at))
	}}
}
