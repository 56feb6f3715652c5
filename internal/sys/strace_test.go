package sys

import (
	"bytes"
	"context"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
	"unsafe"
)

// straced makes testdata/calls.py make the calls of the lines under strace. It returns what strace prints for each,
// without the result, and the address of the bytes that were passed.
//
// The size of the file is limited: for control data with a length near the maximum, strace prints without end.
func straced(t *testing.T, lines []string) (calls []string, address uintptr) {
	t.Helper()
	if testing.Short() {
		t.Skip("needs strace")
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	file := filepath.Join(t.TempDir(), "strace")
	cmd := exec.CommandContext(ctx, "sh", "-c", `ulimit -f 131072; exec strace -o "$0" -e signal=none `+
		`-e trace=bind,sendmsg,socket,write python3 testdata/calls.py`, file)
	cmd.Stdin = strings.NewReader(strings.Join(lines, "\n") + "\n")
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	at, err := strconv.ParseUint(strings.TrimSpace(string(out)), 0, 64)
	if err != nil {
		t.Fatal(err)
	}
	trace, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	_, trace, _ = bytes.Cut(trace, []byte("write(1, ")) // skip the calls of python3 before it runs the script
	calls = regexp.MustCompile(`(?m)^(?:bind|sendmsg|socket)\(.*\)(?:  *= )`).FindAllString(string(trace), -1)
	if len(calls) != len(lines) {
		t.Fatalf("strace printed %d calls of %d", len(calls), len(lines))
	}
	for i, call := range calls {
		calls[i] = strings.TrimRight(call, " =")
	}
	return calls, uintptr(at)
}

// relative prints addresses in and after a buffer as offsets from its beginning.
func relative(text string, b []byte, base uintptr) string {
	return regexp.MustCompile(`(/\* |msg_control=)0x[0-9a-f]+`).ReplaceAllStringFunc(text, func(s string) string {
		before, number, _ := strings.Cut(s, "0x")
		at, err := strconv.ParseUint(number, 16, 64)
		if err != nil || uintptr(at) < base || uintptr(at) > base+uintptr(len(b)) {
			return s
		}
		return fmt.Sprintf("%s+%d", before, uintptr(at)-base)
	})
}

// compareStrace checks that text(bytes) is what strace prints for the call with each of the bytes.
func compareStrace(t *testing.T, call string, buffers [][]byte, text func(b []byte) string) {
	t.Helper()
	lines := make([]string, len(buffers))
	for i, b := range buffers {
		lines[i] = call + " " + hex.EncodeToString(b)
	}
	calls, base := straced(t, lines)
	differ := 0
	for i, b := range buffers {
		own := uintptr(unsafe.Pointer(unsafe.SliceData(b)))
		got, want := relative(text(b), b, own), relative(calls[i], b, base)
		if got != want && differ < 20 {
			t.Errorf("%x:\n%s, strace prints\n%s", b, got, want)
			differ++
		}
	}
	t.Logf("%d calls compared", len(buffers))
}
