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

// A stage is where one sample is taken: what it starts and opens is gone when it closes.
type stage struct {
	ctx    context.Context
	lab    *lab
	actors []*process
	open   []*os.File
}

// A process is a program under measurement, alone in its process group with its children.
type process struct {
	*exec.Cmd
	stderr bytes.Buffer
	ended  bool
}

// anywhere leaves it to the kernel which core a process runs on.
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

// done waits for a program that has to end well.
func (p *process) done() error {
	p.ended = true
	if err := p.Wait(); err != nil {
		return fmt.Errorf("%s: %w: %s", p.Path, err, bytes.TrimSpace(p.stderr.Bytes()))
	}
	return nil
}

// finish ends a server that would not end by itself.
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

// close leaves nothing behind, children of a killed server neither.
func (s *stage) close() {
	for _, f := range s.open {
		f.Close()
	}
	for _, p := range s.actors {
		p.finish()
		_ = p.kill()
	}
}

// keep closes a file with the stage.
func (s *stage) keep(f *os.File, err error) (*os.File, error) {
	if err == nil {
		s.open = append(s.open, f)
	}
	return f, err
}

// pipe is a pipe whose ends block, as the shell makes them.
func (s *stage) pipe() (r, w *os.File, err error) {
	var fds [2]int
	if err := unix.Pipe2(fds[:], unix.O_CLOEXEC); err != nil {
		return nil, nil, err
	}
	r, w = os.NewFile(uintptr(fds[0]), "pipe"), os.NewFile(uintptr(fds[1]), "pipe")
	s.open = append(s.open, r, w)
	return r, w, nil
}

// onCore runs f on a thread that is bound to a core; what f starts inherits that.
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

// nth is one of the cores that we may use, counted round.
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
