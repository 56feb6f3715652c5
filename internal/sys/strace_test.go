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

// straced lets testdata/calls.py make the calls of the lines under strace, and returns what strace printed of each,
// without the result, and the address of the bytes they were given.
//
// There is a limit to the file: of control data with a length near the largest strace prints for ever.
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
	_, trace, _ = bytes.Cut(trace, []byte("write(1, ")) // what a python3 calls before it runs the file is its own affair
	calls = regexp.MustCompile(`(?m)^(?:bind|sendmsg|socket)\(.*\)(?:  *= )`).FindAllString(string(trace), -1)
	if len(calls) != len(lines) {
		t.Fatalf("strace printed %d calls of %d", len(calls), len(lines))
	}
	for i, call := range calls {
		calls[i] = strings.TrimRight(call, " =")
	}
	return calls, uintptr(at)
}

// relative says addresses of and behind a buffer as distances from its begin.
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

// compareStrace requires text(bytes) to be what strace prints of the call with each of the bytes.
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
