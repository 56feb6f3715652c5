package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// A stage is where one sample is taken: closing it ends and closes everything it started and opened.
type stage struct {
	ctx    context.Context
	lab    *lab
	actors []*process
	open   []*os.File
}

// A process is a measured program in its own process group, with its children.
type process struct {
	*exec.Cmd
	stderr bytes.Buffer
	ended  bool
}

// anywhere means that the kernel chooses the core of a process.
const anywhere = -1

// start runs a program on one core, or anywhere. A nil file is /dev/null.
func (s *stage) start(core int, argv []string, stdin, stdout *os.File) (*process, error) {
	p := &process{Cmd: exec.CommandContext(s.ctx, argv[0], argv[1:]...)}
	if stdin != nil {
		p.Stdin = stdin
	}
	if stdout != nil {
		p.Stdout = stdout
	}
	p.Stderr = &p.stderr
	p.SysProcAttr = &unix.SysProcAttr{Setpgid: true}
	p.Cancel = p.kill
	p.WaitDelay = time.Second
	if err := onCore(core, p.Start); err != nil {
		return nil, err
	}
	s.actors = append(s.actors, p)
	return p, nil
}

func (p *process) kill() error {
	return unix.Kill(-p.Process.Pid, unix.SIGKILL)
}

// done waits for a program and requires success.
func (p *process) done() error {
	p.ended = true
	if err := p.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", p.Path, err, bytes.TrimSpace(p.stderr.Bytes()))
	}
	return nil
}

// finish ends a server, which does not end by itself.
func (p *process) finish() {
	if !p.ended {
		p.ended = true
		_ = p.kill()
		_ = p.Wait()
	}
}

// seconds is the processor time that a program and its children took, user and system.
func (p *process) seconds() float64 {
	if p.ProcessState == nil {
		return 0
	}
	return (p.ProcessState.UserTime() + p.ProcessState.SystemTime()).Seconds()
}

// close ends all processes, also the children of a killed server.
func (s *stage) close() {
	for _, f := range s.open {
		f.Close()
	}
	for _, p := range s.actors {
		p.finish()
		_ = p.kill()
	}
}

// keep closes a file together with the stage.
func (s *stage) keep(f *os.File, err error) (*os.File, error) {
	if err == nil {
		s.open = append(s.open, f)
	}
	return f, err
}

// pipe returns a pipe with blocking ends, as a shell makes them.
func (s *stage) pipe() (r, w *os.File, err error) {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return nil, nil, err
	}
	r, w = os.NewFile(uintptr(fds[0]), "pipe"), os.NewFile(uintptr(fds[1]), "pipe")
	s.open = append(s.open, r, w)
	return r, w, nil
}

// onCore runs f on a thread that is bound to a core; processes started by f inherit that.
func onCore(core int, f func() error) error {
	if core == anywhere {
		return f()
	}
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	var before, only unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		return err
	}
	only.Set(nth(&before, core))
	if err := unix.SchedSetaffinity(0, &only); err != nil {
		return err
	}
	err := f()
	return errors.Join(err, unix.SchedSetaffinity(0, &before))
}

// nth returns one of the available cores, counting modulo their number.
func nth(set *unix.CPUSet, n int) int {
	n %= set.Count()
	core := 0
	for ; !set.IsSet(core) || n > 0; core++ {
		if set.IsSet(core) {
			n--
		}
	}
	return core
}
