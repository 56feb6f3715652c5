package addr

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/xlat"
)

// TestLeast checks that no address with a text is shorter than the kernel accepts.
func TestLeast(t *testing.T) {
	for text, want := range map[string]int{
		"127.0.0.1:1": sizeofInet4, "[::1]:1": sizeofInet6 - 4, "vsock:1:2": sizeofVM, "netlink:0": sizeofNL,
		"packet:1": sizeofLL, "xdp:1:0": sizeofXDP, "unix:a": 2,
	} {
		e, err := Parse([]string{text}, false)
		if err != nil {
			t.Error(err)
			continue
		}
		list, err := e.Sockaddrs(Connect, numbersOnly{})
		if err != nil || len(list) == 0 || list[0].Least() != want || len(list[0]) < want {
			t.Errorf("%s: %v, %v, want at least %d bytes", text, list, err, want)
		}
	}
}

// TestBadParts checks the error for each wrong part of an address.
func TestBadParts(t *testing.T) {
	for text, says := range map[string]string{"netlink:nosuch": "nosuch", "xdp:1:0:zz": "zz"} {
		if e, err := Parse([]string{text}, false); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s is %v, %v", text, e, err)
		}
	}
}

// TestPortless checks that only IP sockets can do without a port.
func TestPortless(t *testing.T) {
	for kind, want := range map[Kind]bool{
		{Family: unix.AF_UNIX, Type: unix.SOCK_RAW}:                                false,
		{Family: unix.AF_INET, Type: unix.SOCK_RAW}:                                true,
		{Family: unix.AF_INET, Type: unix.SOCK_DGRAM}:                              false,
		{Family: unix.AF_INET, Type: unix.SOCK_DGRAM, Protocol: unix.IPPROTO_ICMP}: true,
	} {
		if got := kind.Portless(); got != want {
			t.Errorf("%+v: %v, want %v", kind, got, want)
		}
	}
	if names := xlat.ProtocolNames(unix.AF_MAX); names != nil {
		t.Errorf("a family without protocols has %q", names)
	}
}
