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
	"sock/sockopt/cmsg"
)

// checkLine checks that a trace shows bytes as printable characters on one line.
func checkLine(t *testing.T, b []byte, text string) {
	t.Helper()
	if strings.ContainsFunc(text, func(r rune) bool { return r > unicode.MaxASCII || !unicode.IsPrint(r) }) {
		t.Errorf("%x is printed %q", b, text)
	}
}

// FuzzSockaddrText checks that every address is printed on one line.
func FuzzSockaddrText(f *testing.F) {
	for family := range uint16(48) {
		b := make([]byte, 2, addr.MaxLen)
		*(*uint16)(unsafe.Pointer(&b[0])) = family
		f.Add(append(b, bytes.Repeat([]byte{1, 0, 0xff}, 20)...))
		f.Add(append(b, 0, 'x', 0x1b, '"'))
	}
	f.Fuzz(func(t *testing.T, b []byte) { checkLine(t, b, sockaddrText(b)) })
}

// FuzzControlMessages checks that all control data is printed on one line, and not without end.
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

// FuzzOptionValue checks that every value of every option is printed on one line.
func FuzzOptionValue(f *testing.F) {
	all := sockopt.All()
	for i, o := range all {
		f.Add(o.Level.Number, int(o.Number), i%2 == 0, bytes.Repeat([]byte{byte(i)}, min(o.Kind.Room(), 64)))
	}
	f.Fuzz(func(t *testing.T, level, name int, get bool, value []byte) {
		value = append(make([]byte, 0, len(value)+8), value...) // so that an empty slice has an address too
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

// FuzzIoctlValue checks that every request and argument is printed on one line.
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

// FuzzRights checks that a descriptor in control data is found whatever follows it, and that no bytes cause a panic.
func FuzzRights(f *testing.F) {
	f.Add(unix.UnixRights(3))
	f.Add(unix.UnixRights(3, 4))
	f.Add(unix.UnixRights(-1))
	first := cmsg.Marshal([]cmsg.Setting{{Level: unix.SOL_SOCKET, Type: unix.SCM_RIGHTS, Data: ints(7)}})
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
