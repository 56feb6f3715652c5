package ref

import (
	"encoding/binary"
	"fmt"
	"net/netip"
	"os"
	"strconv"
	"strings"
	"testing"
)

// FuzzRef checks that a reference is refused, or that its text parses to the same reference.
func FuzzRef(f *testing.F) {
	for _, text := range []string{"3", "fd:3", "1:3", "name", "-1", "fd:", ":", "99999999999", "fd:0x3", "a:b", "na me", "1:2:3", ""} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var r, back Ref
		if r.Set(text) != nil {
			return
		}
		if err := back.Set(r.String()); err != nil || back != r || !r.Given() {
			t.Errorf("%q is %+v, read back as %+v, %v", text, r, back, err)
		}
		if r.kind == named && (CheckName(text) != nil || strings.ContainsAny(text, "/\x00 :")) {
			t.Errorf("%q is accepted as a name", text)
		}
	})
}

// FuzzPassed checks that a name selects no descriptor, or one that the service manager has passed, whatever the
// environment says.
func FuzzPassed(f *testing.F) {
	f.Add("2", "http:https", "https")
	f.Add("1", "a", "a")
	f.Add("-1", "", "")
	f.Add("99999999999999999999", "::", "x")
	f.Fuzz(func(t *testing.T, count, list, name string) {
		if strings.Contains(count+list, "\x00") { // which an environment cannot contain
			return
		}
		t.Setenv("LISTEN_PID", strconv.Itoa(os.Getpid()))
		t.Setenv("LISTEN_FDS", count)
		t.Setenv("LISTEN_FDNAMES", list)
		fd, ok := passed(name)
		if n, _ := strconv.Atoi(count); ok && (fd < FirstPassed || fd >= FirstPassed+n || strings.Split(list, ":")[fd-FirstPassed] != name) {
			t.Errorf("%s of %q: %q is descriptor %d", count, list, name, fd)
		}
	})
}

// FuzzProcNet checks that no table of the kernel causes a panic, and that an address in a table is read correctly.
func FuzzProcNet(f *testing.F) {
	f.Add("tcp", "\n 0: 0100007F:0050 00000000:0000 0A 0:0 00:0 0 0 0 4711 1", uint16(80))
	f.Add("tcp6", "\n 0: 00000000000000000000000001000000:0050 0:0 0A 0:0 00:0 0 0 0 4711", uint16(1))
	f.Add("unix", "Num\n0: 00000002 00000000 00010000 0001 01 4711 /run/x y", uint16(0))
	f.Add("unix", "Num\n0: 00000002 00000000 00000000 ffff 01 4711 @\x1b[31m", uint16(0))
	f.Add("udp", "\n1 2 3 4 5 6 7 8 9 10 11 12", uint16(65535))
	f.Fuzz(func(t *testing.T, table, text string, port uint16) {
		n := names{}
		n.add(table, split(text))
		for inode := range n {
			if n.of(inode) == "" || strings.ContainsAny(inode, " \n") {
				t.Errorf("%s %q: the socket %q is %q", table, text, inode, n.of(inode))
			}
		}
		for _, c := range beginning("", []Candidate{{"3", text}}) {
			if strings.ContainsAny(c.What, "\n\x1b\x00\x7f") {
				t.Errorf("%q is offered as %q", text, c.What)
			}
		}
		hex := fmt.Sprintf("%08X:%04X", binary.NativeEndian.Uint32([]byte{127, 0, 0, 1}), port)
		if got, want := endpoint(hex), netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), port); got != want {
			t.Errorf("%s is %s, want %s", hex, got, want)
		}
		_ = endpoint(text)
	})
}

// FuzzCmdline checks that a process with the arguments of a keeper is recognized only under a valid name, which is safe
// to print and to pass to a shell. No arguments make a keeper of this process, which lacks the descriptors.
func FuzzCmdline(f *testing.F) {
	f.Add("sock\x00keeper:\x00/run/sock/name\x000\x00\x00")
	f.Add("sock\x00keeper:\x00/run/sock/\x1b[31m\x000\x00\x00")
	f.Add("sock\x00keeper:\x00/run/sock/$(id)\x000\x00\x00")
	f.Add("sock\x00keeper:\x00/run/sock/../x\x00-1\x00")
	f.Add("sock\x00keeper:")
	dir := Dir{name: "/run/sock"}
	f.Fuzz(func(t *testing.T, cmdline string) {
		name, ok := dir.keeperOf(cmdline)
		if ok && (CheckName(name) != nil || !strings.HasPrefix(cmdline[strings.Index(cmdline, "\x00")+1:], KeeperWord+"\x00"+dir.file(name))) {
			t.Errorf("%q is taken for the keeper of %q", cmdline, name)
		}
		if _, ok := Keeper(strings.Split(cmdline, "\x00")[1:]); ok {
			t.Errorf("%q makes this process a keeper", cmdline)
		}
	})
}
