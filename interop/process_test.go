package interop_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// A process is one of the two programs of a cell. Its stderr and state may be read once done is closed.
type process struct {
	*cell
	name   string
	cmd    *exec.Cmd
	stdin  *os.File // the test's end; nil if it is a file
	stderr bytes.Buffer
	done   chan struct{}
}

// start runs a program, which is killed when the cell's time limit expires or the cell has ended. The child's ends of
// stdin and stdout are closed here.
func (c *cell) start(name, program string, args []string, stdin, stdout *os.File, inherited ...*os.File) *process {
	p := &process{cell: c, name: name, done: make(chan struct{})}
	p.cmd = exec.CommandContext(c.ctx, program, args...)
	p.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR")}
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = stdin, stdout, &p.stderr
	p.cmd.ExtraFiles = inherited
	err := p.cmd.Start()
	stdin.Close()
	stdout.Close()
	if err != nil {
		c.Fatal(err)
	}
	go func() { _ = p.cmd.Wait(); close(p.done) }()
	c.Cleanup(p.end)
	return p
}

// end kills the process if it still runs, and logs its arguments and standard error if the cell has failed.
func (p *process) end() {
	_ = p.cmd.Process.Kill() // an *os.Process never kills another process that reuses the id
	<-p.done
	if p.stdin != nil {
		_ = p.stdin.Close()
	}
	if p.Failed() {
		p.Logf("%s: %s: %v\n%s", p.name, strings.Join(p.cmd.Args, " "), p.cmd.ProcessState, &p.stderr)
	}
}

// require waits for the end of the process, and for its exit status as a shell counts it.
func (p *process) require(status int) {
	p.Helper()
	<-p.done
	if p.ctx.Err() != nil {
		p.Fatalf("%s has not ended within %v", p.name, limit)
	}
	ws := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	got := ws.ExitStatus()
	if ws.Signaled() {
		got = 128 + int(ws.Signal())
	}
	if got != status {
		p.Errorf("%s: exit status %d, want %d", p.name, got, status)
	}
}

// terminate ends a program that does not end by itself. Peers get SIGKILL: socat's handler of SIGTERM does not always
// end it.
func (p *process) terminate() {
	p.Helper()
	signal := syscall.SIGKILL
	if filepath.Base(p.cmd.Path) == "sock" {
		signal = syscall.SIGTERM
	}
	if err := p.cmd.Process.Signal(signal); err != nil {
		p.Fatalf("%s has ended already: %v", p.name, err)
	}
	p.require(128 + int(signal))
}

// until waits for an event that only the kernel can show.
func (p *process) until(what string, happened func() bool) {
	p.Helper()
	for !happened() {
		select {
		case <-p.done:
			if p.ctx.Err() != nil {
				p.Fatalf("%s was not %s within %v", p.name, what, limit)
			}
			p.Fatalf("%s has ended before it was %s", p.name, what)
		case <-time.After(time.Millisecond):
		}
	}
}

// send writes b to the process's stdin and closes it.
func (p *process) send(b []byte) error {
	if _, err := p.stdin.Write(b); err != nil {
		return err
	}
	return p.stdin.Close()
}

// row waits for a socket of the process that fits.
func (p *process) row(what string, fits func(row) (bool, error)) {
	p.Helper()
	p.until(what, func() bool {
		p.Helper()
		rows, err := rows(p.over, p.cmd.Process.Pid)
		if err != nil {
			p.Fatal(err)
		}
		for _, r := range rows {
			ok, err := fits(r)
			if err != nil {
				p.Fatal(err)
			}
			if ok {
				return true
			}
		}
		return false
	})
}

// listens waits until the listener is ready, and returns its port or path.
func (p *process) listens() {
	p.Helper()
	p.row("listening", func(r row) (ok bool, _ error) {
		p.at, ok = r.listens(p.over)
		return ok, nil
	})
}

// peerEnded waits until the kernel has received the end of file of the process's peer.
func (p *process) peerEnded() {
	p.Helper()
	p.row("the end of the peer", func(r row) (bool, error) { return r.peerEnded(p.over) })
}
