package sys

import (
	"errors"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// sandboxed is the variable that makes this test binary enter a sandbox and print what it still can do.
const sandboxed = "SANDBOXED"

// TestSandbox checks in a process of its own, on each of its threads, that files are closed to it but for those of the rules, and
// that open descriptors stay usable.
func TestSandbox(t *testing.T) {
	if dir := os.Getenv(sandboxed); dir != "" {
		inSandbox(t, dir)
		return
	}
	if err := NoLandlock(); err != nil {
		t.Skip(err)
	}
	dir := t.TempDir()
	for _, name := range []string{"removes/socket", "removes/other", "reads/rules", "closed/file"} {
		if err := errors.Join(os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o700), os.WriteFile(filepath.Join(dir, name), []byte("text"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	c := exec.Command(os.Args[0], "-test.run=^TestSandbox$", "-test.v")
	c.Env = append(os.Environ(), sandboxed+"="+dir)
	if out, err := c.CombinedOutput(); err != nil || !strings.Contains(string(out), "all threads") {
		t.Errorf("%v\n%s", err, out)
	}
}

// inSandbox enters the sandbox while other threads run, and tries on each of them.
func inSandbox(t *testing.T, dir string) {
	in := func(name string) string { return filepath.Join(dir, name) }
	file, err := os.Open(in("closed/file"))
	if err != nil {
		t.Fatal(err)
	}
	const threads = 4
	entered, results := make(chan bool), make(chan error, threads)
	for range threads {
		go func() {
			runtime.LockOSThread()
			<-entered
			_, err := os.Open(in("closed/file"))
			results <- err
		}()
	}
	abi, err := Sandbox{Removes: []string{in("removes"), in("missing")}, Reads: []string{in("reads")}}.Enter()
	if err != nil || abi == 0 {
		t.Fatal(abi, err)
	}
	close(entered)
	for range threads {
		denied(t, "on a thread", <-results)
	}
	t.Log("all threads")
	if n, err := file.Read(make([]byte, 9)); n != 4 {
		t.Error("an open file:", n, err)
	}
	for name, err := range map[string]error{"remove": os.Remove(in("removes/socket")), "read": read(in("reads/rules"))} {
		if err != nil {
			t.Error(name, err)
		}
	}
	denied(t, "read what may be removed", read(in("removes/other")))
	denied(t, "remove what may be read", os.Remove(in("reads/rules")))
	denied(t, "make", os.WriteFile(in("removes/new"), nil, 0o600))
	denied(t, "execute", exec.Command("/bin/true").Run())
	if abi >= 4 {
		var c net.ListenConfig
		c.SetMultipathTCP(false) // Landlock does not cover it
		_, err = c.Listen(t.Context(), "tcp4", "127.0.0.1:0")
		denied(t, "bind", err)
	}
}

func read(name string) error {
	_, err := os.ReadFile(name)
	return err
}

func denied(t *testing.T, what string, err error) {
	t.Helper()
	if !errors.Is(err, fs.ErrPermission) {
		t.Errorf("%s: %v", what, err)
	}
}
