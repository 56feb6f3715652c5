package addr

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// FuzzWords checks that an address for any kind of socket is refused, or has a printable text. On a socket of its
// family, that text parses to the same address.
func FuzzWords(f *testing.F) {
	for _, c := range addresses {
		f.Add(0, 0, 0, c.words, false)
		f.Add(unix.AF_INET6, unix.SOCK_STREAM, 0, c.words, true)
	}
	f.Add(unix.AF_VSOCK, 0, 0, "host 9", false)
	f.Add(unix.AF_NETLINK, unix.SOCK_RAW, 4, "5", false)
	f.Add(unix.AF_PACKET, unix.SOCK_DGRAM, 0, "lo:IPPROTO_IP", false)
	f.Add(unix.AF_UNIX, unix.SOCK_DGRAM, 0, `@\x00`, true)
	f.Add(0, unix.SOCK_RAW, 255, "127.1", false)
	f.Fuzz(func(t *testing.T, family, typ, protocol int, words string, exists bool) {
		kind := Kind{Family: family & 63, Type: typ & 15, Protocol: protocol & 0xffff}
		read := ParseFor
		if exists {
			read = ParseOn
		}
		e, err := read(kind, strings.Split(words, " "))
		if err != nil {
			return
		}
		for _, use := range []Use{Connect, Bind, Listen} {
			list, err := e.Sockaddrs(use, Numeric())
			for _, sa := range list {
				checkShown(t, sa)
			}
			if err == nil && len(list) == 0 {
				t.Errorf("%v %q is neither an address nor an error", kind, words)
			}
		}
	})
}

// checkShown checks that an address that sock shows is one printable word and can be typed again.
func checkShown(t *testing.T, sa Sockaddr) {
	t.Helper()
	text := sa.Shown()
	if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r > '~' }) {
		t.Errorf("%x is shown as %q", []byte(sa), text)
	}
	e, err := Parse([]string{text}, false)
	if err != nil {
		t.Fatalf("%x is shown as %q: %v", []byte(sa), text, err)
	}
	back, err := e.On(Kind{Family: sa.Family()}).Sockaddrs(Connect, Numeric())
	if err != nil || len(back) != 1 || back[0].Shown() != text || len(sa) == sizeofInet6 && string(back[0]) != string(sa) {
		t.Errorf("%x is shown as %q, read on its socket as %x, %v", []byte(sa), text, back, err)
	}
}
