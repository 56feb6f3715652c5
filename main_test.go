package main_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"sock/cmd"
	"sock/internal/sys"
)

var update = flag.Bool("update", false, "write what the commands print into the scripts that compare it")

// scriptLimit ends a script that hangs; the script commands time out earlier and report what they waited for.
const scriptLimit = time.Minute

// Before main, a program's first goroutine is sure to run on its first thread, the one that tracecheck sees. sock's own
// main does the same without waiting for anything; TestMain waits, so it locks the thread here.
func init() { runtime.LockOSThread() }

// TestMain makes this binary the sock of the scripts: a copy of it, by that name, is in their PATH.
func TestMain(m *testing.M) {
	// sock may execute itself again from /proc/self/exe, under any argv[0].
	if exe, err := os.Executable(); err == nil && filepath.Base(exe) == "sock" {
		os.Args[0] = exe
	}
	commands := map[string]func(){"sock": func() { os.Exit(cmd.Main(os.Args[1:])) }}
	if sys.Counting {
		commands = nil // scripts/cover has put into PATH a sock that writes its counters before an exec and a signal
	}
	testscript.Main(m, commands)
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
