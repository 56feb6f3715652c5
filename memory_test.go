package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// keeperMost is how many kB of memory a keeper may use, so that hundreds of them are affordable.
const keeperMost = 8 << 10

// TestKeeperMemory measures the keeper of the installed program; the one of the scripts is a test binary.
func TestKeeperMemory(t *testing.T) {
	sock := filepath.Join(t.TempDir(), "sock")
	build := exec.Command("go", "build", "-buildvcs=false", "-trimpath", "-ldflags=-s -w", "-o", sock, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dir, err := os.MkdirTemp("", "sock") // t.TempDir has a path too long for a UNIX socket
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { killAll(dir); _ = os.RemoveAll(dir) })
	run := func(args ...string) string {
		c := exec.Command(sock, args...)
		c.Env = append(os.Environ(), "SOCK_DIR="+dir)
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("sock %v: %v\n%s", args, err, out)
		}
		return string(out)
	}
	run("socketpair", "--hold", "a,b")
	for range 100 {
		run("send", "--on", "a", "-d", "x")
		run("recv", "--on", "b")
	}
	keepers := regexp.MustCompile(`"keeper":(\d+)`).FindAllStringSubmatch(run("list", "--json"), -1)
	if len(keepers) != 2 {
		t.Fatal("want two keepers, have", keepers)
	}
	for _, k := range keepers {
		if kB := resident(t, k[1]); kB == 0 || kB > keeperMost {
			t.Errorf("keeper %s has %d kB resident, want at most %d", k[1], kB, keeperMost)
		}
	}
	run("close", "a", "b")
}

// resident is VmRSS of a process, in kB.
func resident(t *testing.T, pid string) int {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%s/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) == 3 && f[0] == "VmRSS:" {
			n, err := strconv.Atoi(f[1])
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
	}
	return 0
}
