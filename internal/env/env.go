// Package env is what a command runs in: its streams, names, verbosity, and what is undone at the end.
package env

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
	"sock/sockopt"
)

// An Env is what a command runs in. Its streams and its door are read-only.
type Env struct {
	Door    *sys.Door
	In      int // standard input
	Out     int // standard output
	Err     int // standard error
	Verbose bool
	Names   addr.Names
	World   sockopt.World // what option values and control data need to know about the system

	endings endings
	printed bool   // standard output was open at the first write
	owned   bool   // standard output, if it is a terminal, was opened again non-blocking
	wipe    func() // of OnWarn
}

// New returns the environment of this process.
func New() *Env {
	e := &Env{Door: &sys.Door{}, In: unix.Stdin, Out: unix.Stdout, Err: unix.Stderr, Names: sys.Names(), World: sys.World()}
	if sys.Counting {
		e.endings.add(func() {}) // a signal that is not caught would end the process before its counters are written
	}
	return e
}

// Tell writes a line to standard error under -v.
func (e *Env) Tell(format string, args ...any) {
	if e.Verbose {
		e.Warn(format, args...)
	}
}

// Warn writes a line to standard error. Names and addresses in it come from the network: they are escaped.
func (e *Env) Warn(format string, args ...any) {
	if e.wipe != nil {
		e.wipe()
	}
	e.Door.Say(e.Err, "sock: "+xlat.Printable(fmt.Sprintf(format, args...))+"\n")
}

// OnWarn has f run before each line on standard error, to clear a progress bar; nil ends that.
func (e *Env) OnWarn(f func()) { e.wipe = f }

// Hint writes a second line to standard error, if it is a terminal.
func (e *Env) Hint(format string, args ...any) {
	if show.Terminal(e.Err) {
		e.Warn("hint: "+format, args...)
	}
}

// First returns the first address of an endpoint: an existing socket takes one address.
func (e *Env) First(at addr.Endpoint, use addr.Use) (addr.Sockaddr, error) {
	list, err := at.Sockaddrs(use, e.Names)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Print is Output, and succeeds when the reader has left.
func (e *Env) Print(b []byte) error { return fail.Quiet(e.Output(b)) }

// Output writes all of b to standard output, waiting as long as it takes. It returns fail.ReaderGone when the reader has left.
func (e *Env) Output(b []byte) error {
	if !e.printed && len(b) > 0 {
		if err := e.NeedOut(); err != nil {
			return err
		}
		e.printed = true
	}
	for len(b) > 0 {
		n, err := e.Door.Write(e.Out, b)
		switch {
		case err == unix.EAGAIN: // another process's flag on a shared description
			if _, failed := e.Await(e.Out, unix.POLLOUT, time.Time{}); failed != nil {
				return failed
			}
		case err == unix.EPIPE:
			return fail.ReaderGone{}
		case err != nil:
			return fail.At("write", "standard output", err)
		}
		b = b[n:]
	}
	return nil
}

// Await polls one descriptor until the limit (zero: forever) and returns the ready events.
func (e *Env) Await(fd int, events int16, limit time.Time) (int16, error) {
	ready, err := e.Door.Await(fd, events, limit)
	return ready, fail.At("poll", "", err)
}

// LookUpUntil bounds the name look-ups that follow.
func (e *Env) LookUpUntil(end Deadline) { e.Names = e.Names.Until(end.At, end.Why) }
