package env

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/show"
)

// NeedIn returns EBADF if standard input was closed when sock started. Commands check the standard streams first: sock must
// not receive bytes that it cannot write.
func (e *Env) NeedIn() error {
	return e.need(e.In, "read", "standard input", "standard input is closed; use </dev/null for an empty one")
}

// NeedOut returns EBADF if standard output was closed when sock started.
func (e *Env) NeedOut() error {
	return e.need(e.Out, "write", "standard output", "standard output is closed; use >/dev/null to discard it")
}

// NeedErr returns EBADF if standard error was closed when sock started. Only the exit status can report that.
func (e *Env) NeedErr() error { return e.need(e.Err, "write", "standard error", "") }

func (e *Env) need(fd int, call, what, hint string) error {
	if !e.Door.Unopened(fd) {
		return nil
	}
	return &fail.Call{Name: call, What: what, Err: unix.EBADF, Hint: hint}
}

// OwnTerminal reopens standard output non-blocking if it is a terminal. A stopped or slow terminal then delays only what is
// written to it.
func (e *Env) OwnTerminal() {
	if !e.owned && show.Terminal(e.Out) {
		e.Door.OwnTerminal(e.Out)
	}
	e.owned = true
}

// Fill reads standard input until b is full or the input ends. It returns the number of bytes read.
func (e *Env) Fill(b []byte) (n int, err error) {
	for n < len(b) {
		m, err := e.Door.Read(e.In, b[n:])
		if fail.Is(err, unix.EAGAIN) { // another process has set O_NONBLOCK on the shared file description
			if _, err = e.Await(e.In, unix.POLLIN, time.Time{}); err != nil {
				return n, err
			}
			continue
		}
		if err != nil {
			return n, fail.At("read", "standard input", err)
		}
		if m == 0 {
			return n, nil
		}
		n += m
	}
	return n, nil
}
