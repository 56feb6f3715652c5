package sys

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"sock/sockopt"
)

// callsFile names the variable with the trace file of the child of TestOptionTextIsStraces.
const callsFile = "SOCK_TEST_OPTION_CALLS"

// TestOptionTextIsStraces makes calls for every option under the real strace and under sock's own trace. strace keeps
// the calls from the kernel and returns success, so that it prints the values in the buffers.
func TestOptionTextIsStraces(t *testing.T) {
	if testing.Short() {
		t.Skip("needs strace")
	}
	version, err := exec.Command("strace", "-V").Output()
	if err != nil || !bytes.Contains(version, []byte("version 6.1\n")) {
		t.Fatalf("want strace 6.1, whose notation ours is: %s %v", version, err)
	}
	dir := t.TempDir()
	mine := filepath.Join(dir, "mine")
	// One file for each thread: a common file has the thread's number on every line.
	child := exec.Command("strace", "-ff", "-o", filepath.Join(dir, "strace"), "-e", "signal=none",
		"-e", "trace=setsockopt,getsockopt", "-e", "inject=setsockopt,getsockopt:retval=0",
		os.Args[0], "-test.run=^TestOptionCalls$", "-test.gocoverdir="+os.Getenv("GOCOVERDIR"))
	child.Env = append(os.Environ(), callsFile+"="+mine)
	if out, err := child.CombinedOutput(); err != nil {
		t.Fatalf("strace: %v\n%s", err, out)
	}
	compareTraces(t, straceOf(t, dir), readLines(t, mine))
}

func straceOf(t *testing.T, dir string) []string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(dir, "strace.*"))
	for _, file := range files {
		if lines := readLines(t, file); strings.HasPrefix(lines[0], "setsockopt(-1") {
			return lines
		}
	}
	t.Fatal("strace saw no call")
	return nil
}

func readLines(t *testing.T, name string) []string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")
}

func compareTraces(t *testing.T, want, got []string) {
	t.Helper()
	wrong := 0
	for i := range want {
		if strings.HasPrefix(want[i], "+++ exited") {
			continue
		}
		line := strings.TrimSuffix(want[i], " (INJECTED)")
		if i >= len(got) {
			t.Fatalf("no line for %s", line)
		}
		if got[i] != line {
			if wrong++; wrong <= 20 {
				t.Errorf("\ngot  %s\nwant %s", got[i], line)
			}
		}
	}
	t.Logf("%d calls compared, %d differ", len(got), wrong)
}

// TestOptionCalls runs in the child.
func TestOptionCalls(t *testing.T) {
	file := os.Getenv(callsFile)
	if file == "" {
		return // not in the child: TestOptionTextIsStraces does the test
	}
	runtime.LockOSThread()
	var d Door
	if err := d.TraceFile(file); err != nil {
		t.Fatal(err)
	}
	everyOption(&d)
	oddNumbers(&d)
	for _, c := range interesting() {
		both(&d, c.level, c.name, c.value)
	}
	pointers(&d)
}

func both(d *Door, level, name int, value []byte) {
	value = append(make([]byte, 0, len(value)+8), value...) // so that an empty slice has an address too
	_ = d.Setsockopt(-1, level, name, value)
	_, _ = d.getsockopt(-1, level, name, value, len(value), 1)
}

func everyOption(d *Door) {
	pattern := make([]byte, 300)
	for i := range pattern {
		pattern[i] = byte(1 + i*7)
	}
	for _, o := range sockopt.All() {
		for _, n := range []int{0, 1, 2, 3, 4, 5, 8, 12, 13, 16, 20, 24, 132, 136, 300} {
			if o.Name == "ICMP_FILTER" && n < 4 {
				continue // strace prints uninitialized bytes of its own stack
			}
			both(d, o.Level.Number, int(o.Number), pattern[:n])
		}
		both(d, o.Level.Number, int(o.Number), []byte{0xff, 0xff, 0xff, 0xff})
	}
}

// oddNumbers has levels and options without a name, and levels that strace knows better than sock.
func oddNumbers(d *Door) {
	for level := -1; level < 300; level++ {
		for _, name := range []int{-1, 0, 1, 2, 3, 25, 29, 54, 58, 81, 999, 1 << 20} {
			both(d, level, name, []byte{5, 0, 0, 0})
		}
	}
	for _, level := range []int{256, 257, 266} {
		for name := range 16 {
			both(d, level, name, []byte{5, 0, 0, 0})
		}
	}
	both(d, 1<<20, 7, []byte{1})
}

type optionCase struct {
	level, name int
	value       []byte
}

func ints(list ...uint32) (b []byte) {
	for _, n := range list {
		b = binary.NativeEndian.AppendUint32(b, n)
	}
	return b
}

func interesting() (list []optionCase) {
	for _, e := range []uint32{0, 1, 11, 35, 41, 58, 95, 110, 111, 133, 134, 200, 4095, ^uint32(0)} {
		list = append(list, optionCase{1, 4, ints(e)})
	}
	for _, v := range []uint32{0, 1, 2, 255, ^uint32(0)} {
		list = append(list, optionCase{1, 74, ints(v)})
	}
	for _, v := range []uint32{0, 1, 2, 0xffff, 0x1ffff, 0xffff0000, 0xffffff, ^uint32(0), 0x7fffffff, 0xfffffeff} {
		list = append(list, optionCase{255, 1, ints(v)})
	}
	list = append(list,
		optionCase{1, 13, ints(1, 5)},
		optionCase{1, 17, ints(1, 0, 0)},
		optionCase{1, 17, ints(0, ^uint32(0), ^uint32(0))},
		optionCase{1, 17, ints(0xfffffffb, 1<<31, 5)},
		optionCase{6, 13, []byte("bbr\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00")},
		optionCase{1, 25, []byte("lo")},
		optionCase{270, 9, ints(make([]uint32, 32)...)},
		optionCase{270, 9, ints(make([]uint32, 33)...)},
		optionCase{0, 35, append(ints(0x010000e0, 0x0100007f), ints(1)...)},
	)
	return append(append(list, groups()...), memberships()...)
}

func groups() (list []optionCase) {
	four, six := make([]byte, 128), make([]byte, 128)
	binary.NativeEndian.PutUint16(four, 2)
	copy(four[2:], "\x00\x50\xe0\x00\x00\x01")
	binary.NativeEndian.PutUint16(six, 10)
	linkLocal, siteLocal := netip.MustParseAddr("ff02::1").As16(), netip.MustParseAddr("ff05::1").As16()
	compatible := netip.MustParseAddr("::1.2.3.4").As16() // the text of inet_ntop(3), which differs from Go's
	copy(six[8:], linkLocal[:])
	binary.NativeEndian.PutUint32(six[24:], 1)
	far := append([]byte(nil), six...)
	copy(far[8:], siteLocal[:])
	for _, index := range []uint32{0, 1, 9999} {
		head := append(ints(index), make([]byte, 4)...)[:storageOffset]
		list = append(
			list,
			optionCase{0, 42, append(bytes.Clone(head), four...)},
			optionCase{41, 42, append(bytes.Clone(head), six...)},
			optionCase{41, 45, append(bytes.Clone(head), far...)},
			optionCase{0, 45, append(bytes.Clone(head), make([]byte, 128)...)},
			optionCase{41, 20, append(bytes.Clone(linkLocal[:]), ints(index)...)},
			optionCase{41, 28, append(bytes.Clone(siteLocal[:]), ints(index)...)},
			optionCase{41, 20, append(bytes.Clone(compatible[:]), ints(index)...)},
		)
	}
	return list
}

func memberships() (list []optionCase) {
	for typ := range uint16(6) {
		b := binary.NativeEndian.AppendUint16(ints(uint32(typ%3)), typ)
		b = binary.NativeEndian.AppendUint16(b, typ*2+1) // at length 0 strace prints its previous value
		list = append(list, optionCase{263, 1, append(b, 1, 2, 3, 4, 5, 6, 7, 8)})
	}
	return list
}

// pointers has values that contain an address, or that are missing.
func pointers(d *Door) {
	for _, name := range []string{"SO_ATTACH_FILTER", "SO_ATTACH_REUSEPORT_CBPF", "PACKET_FANOUT_DATA"} {
		s, err := sockopt.ParseSetting(name+"=2,40 0 0 12,6 0 0 65535", World())
		if err != nil {
			panic(err)
		}
		if name != "PACKET_FANOUT_DATA" { // strace prints it as a string, including the address
			_ = d.SetOption(-1, s)
		}
	}
	length, err := sockopt.ParseSetting("ALG_SET_AEAD_AUTHSIZE=16", World())
	if err != nil {
		panic(err)
	}
	_ = d.SetOption(-1, length)
	_ = d.setsockopt(-1, 1, 13, nil, 8)
}
