package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"
)

// A strace is the output of one run of strace(1), through a FIFO: end of file means that strace has ended.
type strace struct {
	path    string
	read    *os.File
	hold    *os.File  // keeps the FIFO open until strace has opened it
	process *exec.Cmd // if it does not end with the command

	mu    sync.Mutex
	lines strings.Builder
	ended chan struct{}
}

func newStrace(dir string) (*strace, error) {
	s := &strace{path: filepath.Join(dir, "strace"), ended: make(chan struct{})}
	if err := unix.Mkfifo(s.path, 0o600); err != nil {
		return nil, err
	}
	var err error
	if s.read, err = os.OpenFile(s.path, os.O_RDONLY|syscall.O_NONBLOCK, 0); err != nil {
		return nil, err
	}
	if s.hold, err = os.OpenFile(s.path, os.O_WRONLY, 0); err != nil {
		return nil, err
	}
	go s.collect()
	return s, nil
}

func (s *strace) arguments(more ...string) []string {
	return append([]string{"-o", s.path, "-e", "signal=none"}, more...)
}

func (s *strace) collect() {
	defer close(s.ended)
	b := make([]byte, 1<<16)
	for {
		n, err := s.read.Read(b)
		s.mu.Lock()
		s.lines.Write(b[:n])
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// text returns the output. The command has ended. A strace that traces only the command ends with it; one that traces a
// process which may go on is not waited for.
func (s *strace) text(t tracee) string {
	_ = s.hold.Close()
	if s.process != nil {
		_ = s.process.Process.Signal(unix.SIGTERM)
		_ = s.process.Wait()
	}
	if t != child {
		<-s.ended
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines.String()
}

func (s *strace) close() {
	_, _ = s.hold.Close(), s.read.Close()
}
