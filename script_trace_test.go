package main_test

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/diff"
	"github.com/rogpeppe/go-internal/testscript"
)

// traced are the calls that --trace shows. A question mark allows architectures without the call. sock writes its
// messages and trace lines with writev, which is not in the list.
const traced = "socket,socketpair,bind,listen,?accept,accept4,connect,sendto,recvfrom,sendmsg,recvmsg,shutdown," +
	"getsockopt,setsockopt,getsockname,getpeername,ioctl,fcntl,pidfd_open,pidfd_getfd,?poll,ppoll,read,write,close,unlinkat," +
	"splice,tee,sendfile,pipe2,sendmmsg,recvmmsg,epoll_create1,epoll_ctl,epoll_pwait,pselect6"

// tracecheck [-status N] [-stdin FILE] sock COMMAND [ARG...] runs the command once under strace and with --trace, and
// requires both traces of that process to be equal byte for byte. strace does not follow threads: sock makes its calls
// on its first one. stdout and stderr are the command's, as after exec. With -by STARTER, STARTER COMMAND... starts the
// command: it has to end in exec COMMAND, and can pass sockets on. With -bg NAME the command runs as with bg NAME, and
// its own trace goes to NAME.trace; done NAME then compares.
func tracecheck(ts *testscript.TestScript, neg bool, args []string) {
	flags := flag.NewFlagSet("tracecheck", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	want := flags.Int("status", 0, "")
	stdin := flags.String("stdin", "", "")
	starter := flags.String("by", "", "")
	name := flags.String("bg", "", "")
	err := flags.Parse(args)
	usage(ts, !neg && err == nil && flags.NArg() >= 2,
		"tracecheck [-status N | -bg NAME] [-stdin FILE] [-by STARTER] sock WORD [ARG...]")

	strace := filepath.Join(ts.Getenv("TMPDIR"), *name+".strace")
	own := filepath.Join(ts.Getenv("TMPDIR"), "trace")
	if *name != "" {
		own = ts.MkAbs(*name + ".trace")
	}
	ts.Check(os.WriteFile(own, nil, 0o666))
	command := slices.Concat(
		[]string{"strace", "-o", strace, "-e", "signal=none", "-e", "trace=" + traced},
		flags.Args()[:2], []string{"--trace=" + own, "--trace-all"}, flags.Args()[2:],
	)
	if *stdin != "" {
		command = slices.Concat([]string{"sh", "-c", `exec "$@" <"$0"`, ts.MkAbs(*stdin)}, command)
	}
	command = slices.Concat(strings.Fields(*starter), command)
	check := func() {
		if testing.CoverMode() == "" { // otherwise the process has also written its coverage
			ts.Check(compareTraces(ts.ReadFile(strace), ts.ReadFile(own)))
		}
	}
	if *name != "" {
		bg(ts, false, slices.Concat([]string{*name}, command))
		ts.Value(jobsKey{}).(jobs)[*name].check = check
		return
	}
	// When a script hangs, only strace would be killed, and the command would keep stdout open.
	defer time.AfterFunc(patience, func() { killAll(ts.Getenv("WORK")) }).Stop()
	requireStatus(ts, flags.Arg(0), *want, ts.Exec(command[0], command[1:]...))
	check()
}

// startup is what strace sees of a Go program before its own code runs: it checks that descriptors 0, 1 and 2 are open,
// reads files that it opens itself, and finally queries how 0, 1 and 2 were opened. After that and before the first
// traced call, sock moves its trace file to a high descriptor number.
var (
	startup    = regexp.MustCompile(`^(fcntl\([012], F_GETF[DL]\)|(read|close)\([3-9][,)]) `)
	startupEnd = regexp.MustCompile(`(?m)^fcntl\(2, F_GETFL\) .*\n` +
		`(fcntl\(\d+, F_DUPFD_CLOEXEC, 250\) .*\nclose\(\d+\) .*\n)?`)
)

// ending matches strace's last line.
var ending = regexp.MustCompile(`\n\+\+\+ (exited with|killed by) .* \+\+\+\n$`)

// terminal matches queries for terminals on 0, 1 and 2, which sock makes and does not trace.
var terminal = regexp.MustCompile(`(?m)^ioctl\([012], (TCGETS|TIOCGWINSZ), .*\n`)

// runtimes matches the calls of Go's network poller, which any thread can make: it asks for 128 events and passes no
// size of a signal mask. sock asks for more and passes the size.
var runtimes = regexp.MustCompile(`(?m)^epoll_pwait\(\d+, .*, 128, -?\d+, NULL, 0\) .*\n`)

// compareTraces returns an error that shows the first difference, if any. It ignores only strace's last line, the lines
// of the startup, queries of terminals, and Go's poller.
func compareTraces(strace, own string) error {
	head, foot := startupEnd.FindStringIndex(strace), ending.FindStringIndex(strace)
	if own == "" || head == nil || foot == nil {
		return fmt.Errorf("a trace is empty or cut short\nstrace:\n%s\nsock --trace:\n%s", strace, own)
	}
	for line := range strings.Lines(strace[:head[0]]) {
		if !startup.MatchString(line) {
			return fmt.Errorf("this is no call of Go's startup: %s", line)
		}
	}
	theirs := terminal.ReplaceAllString(strace[head[1]:foot[0]+1], "")
	theirs = runtimes.ReplaceAllString(theirs, "")
	if theirs == own {
		return nil
	}
	return errors.New(string(diff.Diff("strace", []byte(theirs), "sock --trace", []byte(own))))
}

// TestCompareTraces: an added, missing or changed line is an error wherever it stands.
func TestCompareTraces(t *testing.T) {
	const (
		begin = "read(3, \"x\", 20) = 1\nclose(3) = 0\nfcntl(0, F_GETFL) = 0x2\nfcntl(2, F_GETFL) = 0x2\n"
		end   = "+++ exited with 0 +++\n"
		calls = "socket(AF_UNIX, SOCK_STREAM, 0) = 3\nclose(3) = 0\n"
	)
	for _, c := range []struct {
		strace, own string
		same        bool
	}{
		{begin + calls + end, calls, true},
		{begin + "fcntl(2, F_GETFL) = 0x2\n" + calls + end, "fcntl(2, F_GETFL) = 0x2\n" + calls, true},
		{begin + end, "", false},
		{begin + calls, calls, false},
		{calls + end, calls, false},
		{begin + "close(3) = 0\n" + calls + end, calls, false},
		{begin + calls + "close(3) = 0\n" + end, calls, false},
		{begin + calls + end, calls + "close(3) = 0\n", false},
		{begin + calls + end, "close(3) = 0\n" + calls, false},
		{begin + calls + end, strings.ReplaceAll(calls, "close(3)", "close(4)"), false},
		{begin + "ioctl(0, TCGETS, 0xc0de) = -1 ENOTTY\n" + calls + end, calls, true},
		{begin + "epoll_pwait(5, [], 128, 0, NULL, 0) = 0\n" + calls + end, calls, true},
		{begin + "epoll_pwait(5, [], 256, 0, NULL, 8) = 0\n" + calls + end, calls, false},
		{begin + "ioctl(3, TCGETS, 0xc0de) = -1 ENOTTY\n" + calls + end, calls, false},
		{begin + "ioctl(0, FIONREAD, [5]) = 0\n" + calls + end, calls, false},
		{begin + calls + end, "ioctl(0, TCGETS, 0xc0de) = -1 ENOTTY\n" + calls, false},
		{"read(0, \"x\", 20) = 1\n" + begin + calls + end, calls, false},
		{"fcntl(0, F_SETFL, O_NONBLOCK) = 0\n" + begin + calls + end, calls, false},
	} {
		if err := compareTraces(c.strace, c.own); (err == nil) != c.same {
			t.Errorf("%v, want same = %v, for\n%s\nand\n%s", err, c.same, c.strace, c.own)
		}
	}
}
