package main_test

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// words are the commands that scripts have besides testscript's own; each has its description at its function.
var words = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"waitline":   waitline,
	"waitfile":   waitfile,
	"status":     status,
	"bg":         bg,
	"done":       done,
	"signal":     signal,
	"tracecheck": tracecheck,
	"schema":     schema,
}

// patience is how long a command waits for an event.
const patience = 20 * time.Second

// usage ends the script if a command has wrong arguments.
func usage(ts *testscript.TestScript, ok bool, text string) {
	if !ok {
		ts.Fatalf("usage: %s", text)
	}
}

// eventually reports whether ready became true within patience.
func eventually(ready func() bool) bool {
	for end := time.Now().Add(patience); !ready(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// waitline FILE REGEXP waits until a line of FILE matches, even an unfinished one. Each group (?P<NAME>...) becomes the
// environment variable NAME.
func waitline(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && len(args) == 2, "waitline FILE REGEXP")
	want, err := regexp.Compile("(?m)" + args[1])
	ts.Check(err)
	var text string
	var match []string
	found := eventually(func() bool {
		b, _ := os.ReadFile(ts.MkAbs(args[0])) // the file may not exist yet
		text = string(b)
		match = want.FindStringSubmatch(text)
		return match != nil
	})
	if !found {
		ts.Fatalf("%s has no line that matches %s; it holds:\n%s", args[0], args[1], text)
	}
	for i, name := range want.SubexpNames() {
		if name != "" {
			ts.Setenv(name, match[i])
		}
	}
}

// waitfile PATH waits until PATH exists: a UNIX socket that is bound, or a result that was written.
func waitfile(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && len(args) == 1, "waitfile PATH")
	exists := func() bool { _, err := os.Lstat(ts.MkAbs(args[0])); return err == nil }
	if !eventually(exists) {
		ts.Fatalf("%s does not exist", args[0])
	}
}

// status N COMMAND [ARG...] is exec for a COMMAND that must end with exit status N, as a shell counts it.
func status(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, !neg && len(args) >= 2, "status N COMMAND [ARG...]")
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	requireStatus(ts, args[1], want, ts.Exec(args[1], args[2:]...))
}

// requireStatus ends the script unless err, with which command ended, means the exit status want.
func requireStatus(ts *testscript.TestScript, command string, want int, err error) {
	got, ended := exitStatus(err)
	if !ended {
		ts.Fatalf("%s: %v", command, err)
	}
	if got != want {
		ts.Fatalf("%s: exit status %d, want %d", command, got, want)
	}
}

// exitStatus converts an error of exec into the status of a shell, where 128+N is signal N. ok is false if the command
// has not run to its end.
func exitStatus(err error) (n int, ok bool) {
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, true
	case !errors.As(err, &exit):
		return 0, false
	}
	if ws, ok := exit.Sys().(syscall.WaitStatus); ok && ws.Signaled() {
		return 128 + int(ws.Signal()), true
	}
	return exit.ExitCode(), true
}
