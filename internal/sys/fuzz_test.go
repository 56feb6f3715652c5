package sys

import (
	"bytes"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode"
	"unsafe"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/sockopt"
)

// checkLine: what a trace shows of bytes is printable characters on one line.
func checkLine(t *testing.T, b []byte, text string) {
	t.Helper()
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }) {
		t.Errorf("%x is printed %q", b, text)
	}
}

// FuzzSockaddrText: no address spoils the line of a trace.
func FuzzSockaddrText(f *testing.F) {
	for family := range uint16(48) {
		b := make([]byte, 2, addr.MaxLen)
		*(*uint16)(unsafe.Pointer(&b[0])) = family
		f.Add(append(b, bytes.Repeat([]byte{1, 0, 0xff}, 20)...))
		f.Add(append(b, 0, 'x', 0x1b, '"'))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkLine(t, b, sockaddrText(b)) })
}

// FuzzControlMessages: no control data spoils the line of a trace, and none is printed without end.
func FuzzControlMessages(f *testing.F) {
	for _, b := range controlCorpus()[:600] {
		if len(b) < 200 {
			f.Add(b)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text := controlText(b)
		checkLine(t, b, text)
		if most := 200 + 64*len(b); len(text) > most {
			t.Errorf("%d bytes become %d", len(b), len(text))
		}
	})
}

// FuzzOptionValue: no value of an option, of a known one or another, spoils the line of a trace.
func FuzzOptionValue(f *testing.F) {
	all := sockopt.All()
	for i, o := range all {
		f.Add(o.Level.Number, int(o.Number), i%2 == 0, bytes.Repeat([]byte{byte(i)}, min(o.Kind.Room(), 64)))
	}
	f.Fuzz(func(t *testing.T, level, name int, get bool, value []byte) {
		value = append(make([]byte, 0, len(value)+8), value...) // so that even no bytes have an address
		opt := option{int(int32(level)), int(int32(name)), sockopt.Set}
		if get {
			opt.call = sockopt.Get
		}
		a := arg{mem: unsafe.Pointer(unsafe.SliceData(value)), size: len(value), opt: opt, out: get}
		checkLine(t, value, showOptionValue(a, result{}))
		checkLine(t, nil, showOptionName(a, result{}))
		checkLine(t, nil, showLevel(symbol(level, nil), result{}))
	})
}

// FuzzIoctlValue: no request and no argument of one spoils the line of a trace.
func FuzzIoctlValue(f *testing.F) {
	for _, r := range sockopt.Ioctls() {
		f.Add(r.Number, []byte("lo\x00\x1b\xff"))
	}
	f.Add(uint32(0xc0189436), []byte{})
	f.Fuzz(func(t *testing.T, number uint32, value []byte) {
		b := make([]byte, unix.IFNAMSIZ+24)
		copy(b, value)
		row, _ := sockopt.FindIoctl(number)
		a := ioctlArg(row, b)
		for _, errno := range []syscall.Errno{0, unix.EINVAL} {
			checkLine(t, b, a.show(a, result{errno: errno}))
		}
		checkLine(t, nil, showRequest(symbol(int(number), nil), result{}))
	})
}

// FuzzRights: a descriptor is found in control data whatever follows it, and no bytes make a panic.
func FuzzRights(f *testing.F) {
	f.Add(unix.UnixRights(3))
	f.Add(unix.UnixRights(3, 4))
	f.Add(unix.UnixRights(-1))
	first := sockopt.Marshal([]sockopt.ControlSetting{{Level: unix.SOL_SOCKET, Type: unix.SCM_RIGHTS, Data: ints(7)}})
	f.Fuzz(func(t *testing.T, b []byte) {
		for _, fd := range rights(b) {
			if fd < 0 {
				t.Errorf("%x holds the descriptor %d", b, fd)
			}
		}
		if fds := rights(slices.Concat(first, b)); len(fds) == 0 || fds[0] != 7 {
			t.Errorf("%x after 7 holds the descriptors %d", b, fds)
		}
	})
}
