package env

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/show"
)

// NeedIn fails with EBADF if standard input was closed when sock started. It is checked first: bytes must not be
// received from a socket when there is nowhere to write them.
func (e *Env) NeedIn() error {
	return e.need(e.In, "read", "standard input", "standard input is closed; </dev/null is an empty one")
}

// NeedOut is NeedIn for standard output.
func (e *Env) NeedOut() error {
	return e.need(e.Out, "write", "standard output", "standard output is closed; >/dev/null discards it")
}

// NeedErr is NeedIn for standard error. Only the exit status reports it.
func (e *Env) NeedErr() error { return e.need(e.Err, "write", "standard error", "") }

func (e *Env) need(fd int, call, what, hint string) error {
	if !e.Door.Unopened(fd) {
		return nil
	}
	return &fail.Call{Name: call, What: what, Err: unix.EBADF, Hint: hint}
}

// OwnTerminal opens standard output again non-blocking, if it is a terminal: one that is stopped or slow then delays only
// what is written to it.
func (e *Env) OwnTerminal() {
	if !e.owned && show.Terminal(e.Out) {
		e.Door.OwnTerminal(e.Out)
	}
	e.owned = true
}

// Fill reads standard input until b is full or the input ends.
func (e *Env) Fill(b []byte) (n int, err error) {
	for n < len(b) {
		m, err := e.Door.Read(e.In, b[n:])
		if fail.Is(err, unix.EAGAIN) { // another process's flag on a shared description
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
