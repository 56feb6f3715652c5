package main_test

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// jobs are the background commands of a script by name.
type jobs map[string]*job

type jobsKey struct{}

// A job is one such command. Its err may be read once over is closed.
type job struct {
	process *os.Process
	stderr  string // the name of its file
	over    chan struct{}
	err     error
	check   func() // a further check of done; may be nil
}

// report prints the standard error of the jobs of a script that failed.
func (all jobs) report(t script) {
	for name, j := range all {
		if text, _ := os.ReadFile(j.stderr); t.Failed() && len(text) > 0 {
			t.Logf("[%s.err]\n%s", name, text)
		}
	}
}

// bg NAME COMMAND [ARG...] starts COMMAND in the background. Its stdin is the file NAME.in, or /dev/null if that does
// not exist; its stdout and stderr are NAME.out and NAME.err. If NAME.in is a named pipe, stdin never ends.
func bg(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && len(args) >= 2, "bg NAME COMMAND [ARG...]")
	name, all := args[0], ts.Value(jobsKey{}).(jobs)
	if all[name] != nil {
		ts.Fatalf("there is a %s already, and it is not done", name)
	}
	stdin, err := openInput(ts.MkAbs(name + ".in"))
	ts.Check(err)
	defer stdin.Close()
	stdout, err := os.Create(ts.MkAbs(name + ".out"))
	ts.Check(err)
	defer stdout.Close()
	stderr, err := os.Create(ts.MkAbs(name + ".err"))
	ts.Check(err)
	defer stderr.Close()

	cmd := exec.Command(args[1], args[2:]...)
	cmd.Dir, cmd.Env = ts.MkAbs("."), environ(ts)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
	ts.Check(cmd.Start())
	j := &job{process: cmd.Process, stderr: stderr.Name(), over: make(chan struct{})}
	go func() { j.err = cmd.Wait(); close(j.over) }()
	all[name] = j
}

// openInput opens a named pipe for writing too: then opening and reading it do not wait for a writer, and there is no
// end of file between two writers.
func openInput(name string) (*os.File, error) {
	info, err := os.Stat(name)
	switch {
	case err != nil:
		return os.Open(os.DevNull)
	case info.Mode()&fs.ModeNamedPipe != 0:
		return os.OpenFile(name, os.O_RDWR, 0)
	}
	return os.Open(name)
}

// environ is the script's environment, which testscript passes only to commands that it starts itself.
func environ(ts *testscript.TestScript) []string {
	file := filepath.Join(ts.Getenv("TMPDIR"), "environ")
	ts.Check(ts.Exec("sh", "-c", `exec env -0 >"$0"`, file))
	return strings.Split(strings.TrimSuffix(ts.ReadFile(file), "\x00"), "\x00")
}

// done NAME [STATUS] waits for the end of a job and requires its exit status, by default 0.
func done(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && (len(args) == 1 || len(args) == 2), "done NAME [STATUS]")
	j, want := find(ts, args[0]), 0
	if len(args) == 2 {
		var err error
		want, err = strconv.Atoi(args[1])
		ts.Check(err)
	}
	select {
	case <-j.over:
	case <-time.After(patience):
		ts.Fatalf("%s does not end", args[0])
	}
	delete(ts.Value(jobsKey{}).(jobs), args[0])
	if output := ts.ReadFile(args[0] + ".err"); output != "" {
		ts.Logf("[%s.err]\n%s", args[0], output)
	}
	requireStatus(ts, args[0], want, j.err)
	if j.check != nil {
		j.check()
	}
}

// signal NAME [SIGNAL] sends SIGNAL, by default TERM, to a job; done waits for the result.
func signal(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && (len(args) == 1 || len(args) == 2), "signal NAME [SIGNAL]")
	number := unix.SIGTERM
	if len(args) == 2 {
		number = unix.SignalNum("SIG" + args[1])
		usage(ts, number != 0, "signal NAME [SIGNAL], such as TERM, INT, KILL")
	}
	ts.Check(find(ts, args[0]).process.Signal(number))
}

func find(ts *testscript.TestScript, name string) *job {
	j := ts.Value(jobsKey{}).(jobs)[name]
	if j == nil {
		ts.Fatalf("bg has started no %s", name)
	}
	return j
}

// killAll ends the processes that a script has left: jobs, their children, and the keepers of held sockets.
func killAll(workdir string) {
	if sys.Counting { // SIGKILL leaves no time to write counters
		for limit := time.Now().Add(time.Second); signalAll(workdir, syscall.SIGTERM) > 0 && time.Now().Before(limit); {
			time.Sleep(10 * time.Millisecond)
		}
	}
	signalAll(workdir, syscall.SIGKILL)
}

// signalAll sends a signal to all processes of a script, and returns their number.
func signalAll(workdir string, signal syscall.Signal) int {
	found := processesOf(workdir)
	for pid := range found {
		_ = syscall.Kill(pid, signal)
	}
	return len(found)
}

// processesOf returns the command lines of the processes of a script by their pid. A process belongs to the script if its
// environment has the script's directory, or its arguments for a keeper, which has no environment.
func processesOf(workdir string) map[int]string {
	mark, keeps := []byte("\x00WORK="+workdir+"\x00"), []byte("sock\x00keeper:\x00"+workdir+"/")
	found := map[int]string{}
	processes, _ := filepath.Glob("/proc/[0-9]*")
	for _, p := range processes {
		env, _ := os.ReadFile(p + "/environ") // the process may be gone or belong to another user
		args, _ := os.ReadFile(p + "/cmdline")
		if !bytes.Contains(append([]byte{0}, env...), mark) && !bytes.HasPrefix(args, keeps) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(p)); err == nil {
			found[pid] = strings.TrimSpace(strings.ReplaceAll(string(args), "\x00", " "))
		}
	}
	return found
}

// hangLimit is when a script that its own limit did not end is ended by force.
const hangLimit = scriptLimit + 15*time.Second

// guard ends all processes of a script that hangs, and names them. The limit of testscript ends only the command that it has
// started: a child of it that keeps the pipe of its output open would keep the whole test binary waiting.
func guard(t testing.TB, workdir string) {
	t.Helper()
	over := make(chan struct{})
	timer := time.AfterFunc(hangLimit, func() {
		defer close(over)
		for pid, args := range processesOf(workdir) {
			t.Errorf("still running after %v: %d %s", hangLimit, pid, args)
		}
		killAll(workdir)
	})
	t.Cleanup(func() {
		if !timer.Stop() {
			<-over
		}
	})
}
