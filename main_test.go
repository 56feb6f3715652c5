package main_test

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sock/internal/sys"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts that compare it")

// scriptLimit ends a script that hangs; the script commands time out earlier and report what they waited for.
const scriptLimit = time.Minute

// TestMain builds the sock of the scripts, which is first in their PATH. This binary would need three times as long to start.
func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(run(m))
}

func run(m *testing.M) int {
	if sys.Counting {
		return m.Run() // scripts/cover has put into PATH a sock that writes its counters before an exec and a signal
	}
	dir, err := os.MkdirTemp("", "scripts")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if out, err := build(dir).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	if err := errors.Join(os.Chmod(dir, 0o755), os.Setenv("PATH", dir+":"+os.Getenv("PATH"))); err != nil { // for all users
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return m.Run()
}

// build is the command that builds sock in a directory, with the race detector if this binary has it.
func build(dir string) *exec.Cmd {
	args := []string{"build", "-buildvcs=false", "-o", filepath.Join(dir, "sock")}
	if info, ok := debug.ReadBuildInfo(); ok && slices.Contains(info.Settings, debug.BuildSetting{Key: "-race", Value: "true"}) {
		args = append(args, "-race")
	}
	return exec.Command("go", append(args, ".")...)
}

// TestScripts runs testdata/script, each file a test of its own with its own time limit.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal("no scripts", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			text := read(t, file)
			checkStop(t, text)
			if peer := peers.Find(comments.ReplaceAll(text, nil)); testing.Short() && peer != nil {
				t.Skipf("needs %s, which make check does without", peer)
			}
			testscript.RunT(script{t}, testscript.Params{
				Files:               []string{file},
				Setup:               setup,
				Cmds:                words,
				RequireExplicitExec: true,
				RequireUniqueNames:  true,
				UpdateScripts:       *update,
				Deadline:            time.Now().Add(scriptLimit),
			})
		})
	}
}

// peers are the commands that make test installs, and those that need root: go test -short leaves out the scripts with one.
var (
	peers = regexp.MustCompile(`\b(nc|ncat|socat|tracecheck|strace|mandoc|zsh|fish|curl|unshare|nsenter|ping|tcpdump|mount|pgrep|` +
		`systemd-socket-activate|tcpserver|redis-server|dnsmasq|dig|sshd|haproxy)\b|\bip (link|addr|-)`)
	comments = regexp.MustCompile(`(?m)^ *#.*$`)
)

func read(t *testing.T, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// checkStop refuses the word stop, which would end the script there and let it pass.
func checkStop(t *testing.T, text []byte) {
	if regexp.MustCompile(`(?m)^(\[.*\] *)?stop\b`).Match(text) {
		t.Fatal("stop skips what is left of the script; to end a command in the background, say: signal NAME")
	}
}

// A script is the test of one file, which is parallel already. testscript.Run would start another parallel test under
// one deadline for all files.
type script struct{ *testing.T }

func (s script) Parallel()                          {}
func (s script) Verbose() bool                      { return testing.Verbose() }
func (s script) Run(_ string, f func(testscript.T)) { f(s) }

// setup gives a script its own home, locale and directory for held sockets, and the path of the examples. Only PATH is
// kept of the outer environment, so SOCK is unset.
func setup(env *testscript.Env) error {
	examples, err := filepath.Abs("examples")
	if err != nil {
		return err
	}
	env.Setenv("EXAMPLES", examples)
	env.Setenv("HOME", env.WorkDir)
	env.Setenv("LC_ALL", "C")
	env.Setenv("SOCK_DIR", filepath.Join(env.WorkDir, ".sock"))
	env.Setenv("GORACE", "atexit_sleep_ms=0") // otherwise a process built with -race sleeps a second at its end
	guard(env.T().(script), env.WorkDir)
	all := jobs{}
	env.Values[jobsKey{}] = all
	env.Defer(func() {
		killAll(env.WorkDir)
		all.report(env.T().(script))
	})
	return nil
}
