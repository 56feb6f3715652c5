package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const (
	// patience is the time limit of any step; later it counts as a hang.
	patience = 60 * time.Second
	// smallBuffer is the receive buffer of a socket whose unread data may be lost.
	smallBuffer = 16 << 10
)

// A process is one that runs sock, the leader of its process group.
type process struct {
	*exec.Cmd
	stderr transcript
	ended  chan struct{} // closed when it has ended
}

// A transcript is the beginning of the standard error of a process.
type transcript struct {
	mutex sync.Mutex
	text  bytes.Buffer
	more  chan struct{} // receives an item after each write
}

const mostText = 64 << 10

// Write appends text.
func (t *transcript) Write(b []byte) (int, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	t.text.Write(b[:min(len(b), max(0, mostText-t.text.Len()))])
	select {
	case t.more <- struct{}{}:
	default:
	}
	return len(b), nil
}

func (t *transcript) String() string {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	return strings.TrimSpace(t.text.String())
}

// start runs sock. A nil file is /dev/null; the files given are closed.
func (l *lab) start(stdin, stdout *os.File, argv ...string) (*process, error) {
	p := &process{Cmd: exec.Command(argv[0], argv[1:]...), ended: make(chan struct{})}
	p.stderr.more = make(chan struct{}, 1)
	if stdin != nil {
		p.Stdin = stdin
		defer stdin.Close()
	}
	if stdout != nil {
		p.Stdout = stdout
		defer stdout.Close()
	}
	p.Stderr = &p.stderr
	p.Env = append(os.Environ(), "SOCK_DIR="+l.names)
	p.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	p.WaitDelay = time.Second // a COMMAND of a killed server still has standard error open
	if err := p.Start(); err != nil {
		return nil, err
	}
	go func() {
		_ = p.Wait()
		close(p.ended)
	}()
	return p, nil
}

// signal sends a signal, if the process has not ended.
func (p *process) signal(s unix.Signal) { _ = p.Process.Signal(s) }

// status waits for the end of a process and returns its exit status, 128 and more for a signal.
func (p *process) status() (int, error) {
	select {
	case <-p.ended:
	case <-time.After(patience):
		where := state(p.Process.Pid) + "; stderr: " + p.stderr.String()
		p.signal(unix.SIGKILL)
		<-p.ended
		return -1, fmt.Errorf("%s hangs: %s", p, where)
	}
	w := p.ProcessState.Sys().(syscall.WaitStatus)
	status := w.ExitStatus()
	if w.Signaled() {
		status = 128 + int(w.Signal())
	}
	return status, p.clean()
}

// fatal matches what Go's runtime prints, or the status of an internal error of sock.
var fatal = regexp.MustCompile(`(?m)^(goroutine \d|panic: |fatal error: |runtime: |SIGSEGV|unexpected fault)`)

// clean returns an error if the process printed a Go stack trace.
func (p *process) clean() error {
	if text := p.stderr.String(); fatal.MatchString(text) || p.ProcessState.ExitCode() == 70 {
		return fmt.Errorf("%s ends with a fault of its own: %s", p, text)
	}
	return nil
}

// state describes a process that should have ended: its state, where it waits, its descriptors.
func state(pid int) string {
	dir := fmt.Sprintf("/proc/%d/", pid)
	text := []string{"state " + statFields(dir + "stat")[0]}
	if wait, err := os.ReadFile(dir + "syscall"); err == nil {
		text = append(text, "syscall "+strings.TrimSpace(string(wait)))
	}
	list, _ := os.ReadDir(dir + "fd")
	for _, e := range list {
		to, _ := os.Readlink(dir + "fd/" + e.Name())
		text = append(text, e.Name()+"="+to)
	}
	return strings.Join(text, ", ")
}

func (p *process) String() string { return strings.Join(p.Args, " ") }

// waitLine waits for a line on standard error and returns what the group of the expression matches.
func (p *process) waitLine(expr *regexp.Regexp) (string, error) {
	limit := time.After(patience)
	for {
		if m := expr.FindStringSubmatch(p.stderr.String() + "\n"); m != nil {
			return m[1], nil
		}
		select {
		case <-p.stderr.more:
		case <-p.ended:
			if m := expr.FindStringSubmatch(p.stderr.String() + "\n"); m != nil {
				return m[1], nil
			}
			return "", errors.New(p.String() + " ended: " + p.stderr.String())
		case <-limit:
			return "", fmt.Errorf("%s does not print %s: %s", p, expr, p.stderr.String())
		}
	}
}

// kill ends a process and the rest of its group.
func (p *process) kill() {
	_ = unix.Kill(-p.Process.Pid, unix.SIGKILL)
	<-p.ended
}

// group returns the processes of its group that are still running.
func (p *process) group() []string {
	var pids []string
	for pid, f := range processes() {
		if len(f) > 2 && f[2] == fmt.Sprint(p.Process.Pid) && f[0] != "Z" {
			pids = append(pids, pid)
		}
	}
	return pids
}
