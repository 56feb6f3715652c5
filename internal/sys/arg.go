package sys

import (
	"fmt"
	"strconv"
	"strings"
	"unsafe"

	"sock/internal/xlat"
)

// num is a number argument: a descriptor, a length, a backlog.
func num(n int) arg { return arg{word: uintptr(n), show: showNum} }

func showNum(a arg, _ result) string { return strconv.Itoa(int(int32(a.word))) }

// hexNum is a flags argument without names.
func hexNum(n int) arg { return arg{word: uintptr(n), show: showHexNum} }

func showHexNum(a arg, _ result) string { return xlat.Hex(uint32(a.word)) }

// size is a size_t.
func size(n int) arg { return arg{word: uintptr(n), show: showSize} }

func showSize(a arg, _ result) string { return strconv.FormatUint(uint64(a.word), 10) }

// symbol is a number that is printed by name from a table: showFamily, showHow.
func symbol(v int, show func(arg, result) string) arg { return arg{word: uintptr(v), show: show} }

func showFamily(a arg, _ result) string    { return xlat.Families.Text(uint32(a.word)) }
func showHow(a arg, _ result) string       { return xlat.Shutdown.Text(uint32(a.word)) }
func showMsgFlags(a arg, _ result) string  { return xlat.MsgFlags.Text(uint32(a.word)) }
func showSockFlags(a arg, _ result) string { return xlat.SocketFlags.Text(uint32(a.word)) }
func showFcntl(a arg, _ result) string     { return xlat.Fcntl.Text(uint32(a.word)) }

// dataIn is a buffer that the kernel reads.
func dataIn(b []byte) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(b)), size: len(b), show: showDataIn}
}

func showDataIn(a arg, _ result) string {
	if a.mem == nil {
		return "NULL"
	}
	return xlat.Quote(a.bytes(a.size), xlat.StringLimit)
}

// dataOut is a buffer that the kernel fills. The return value is the number of bytes in it.
func dataOut(b []byte) arg {
	return arg{mem: unsafe.Pointer(unsafe.SliceData(b)), size: len(b), out: true, show: showDataOut}
}

func showDataOut(a arg, r result) string {
	if r.errno != 0 {
		return pointer(a.mem)
	}
	// With MSG_TRUNC the return value can exceed the buffer.
	return xlat.Quote(a.bytes(min(int(r.ret), a.size)), xlat.StringLimit)
}

// null is a NULL pointer argument.
func null(out bool) arg { return arg{out: out, show: showNull} }

func showNull(arg, result) string { return "NULL" }

// length is a socklen_t that the kernel reads and writes. Its text and the buffer's capacity are from before the call.
func length(n *uint32) arg {
	return arg{mem: unsafe.Pointer(n), size: int(int32(*n)), len: n, out: true, show: showLength}
}

func showLength(a arg, r result) string {
	if r.errno != 0 || int(int32(*a.len)) == a.size {
		return fmt.Sprintf("[%d]", a.size)
	}
	return fmt.Sprintf("[%d => %d]", a.size, *a.len)
}

// late marks an argument whose text is known only after the call. It is printed after those known before the call.
func (a arg) late() arg {
	a.out = true
	return a
}

// arrayMost is how many elements of an array strace prints: as many as bytes of a string.
const arrayMost = xlat.StringLimit

// arrayText prints an array of n elements.
func arrayText(n int, element func(i int) string) string {
	var texts []string
	for i := range n {
		if i == arrayMost {
			texts = append(texts, "...")
			break
		}
		texts = append(texts, element(i))
	}
	return "[" + strings.Join(texts, ", ") + "]"
}

// bytes returns the n bytes at mem.
func (a arg) bytes(n int) []byte { return unsafe.Slice((*byte)(a.mem), n) }

func pointer(p unsafe.Pointer) string {
	if p == nil {
		return "NULL"
	}
	return fmt.Sprintf("%#x", uintptr(p))
}

// path is a file name argument. The kernel stops at the first NUL; the caller has made sure that there is none inside.
func path(name string) arg {
	b := append([]byte(name), 0)
	return arg{mem: unsafe.Pointer(unsafe.SliceData(b)), size: len(name), show: showPath}
}

func showPath(a arg, _ result) string { return xlat.Quote(a.bytes(a.size), 0) }
