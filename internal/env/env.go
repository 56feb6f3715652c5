// Package env is the environment of a command: standard streams, name look-ups, messages, and clean-up at the end.
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

// An Env is the environment of a command. In, Out, Err and Door do not change after New.
type Env struct {
	Door    *sys.Door
	In      int // standard input
	Out     int // standard output
	Err     int // standard error
	Verbose bool
	Quiet   bool // no messages
	Names   addr.Names
	World   sockopt.World // knowledge of this system for option values and control data

	endings endings
	printed bool   // standard output is known to be open
	owned   bool   // standard output was checked, and reopened non-blocking if it is a terminal
	wipe    func() // see OnWarn
}

// New returns the environment of this process.
func New() *Env {
	e := &Env{Door: &sys.Door{}, In: unix.Stdin, Out: unix.Stdout, Err: unix.Stderr, Names: sys.Names(), World: sys.World()}
	if sys.Counting {
		e.endings.add(func() {}) // catch signals: one that is not caught would end the process before its counters are written
	}
	return e
}

// Tell writes a line to standard error if -v is set.
func (e *Env) Tell(format string, args ...any) {
	if e.Verbose {
		e.Warn(format, args...)
	}
}

// Warn writes a line to standard error, unless sock is to be quiet.
func (e *Env) Warn(format string, args ...any) {
	if !e.Quiet {
		e.Report(format, args...)
	}
}

// Report writes a requested line to standard error. It escapes control characters, because names and addresses arrive from
// the network.
func (e *Env) Report(format string, args ...any) {
	if e.wipe != nil {
		e.wipe()
	}
	e.Door.Say(e.Err, "sock: "+xlat.Printable(fmt.Sprintf(format, args...))+"\n")
}

// Hint writes a hint to standard error if that is a terminal.
func (e *Env) Hint(format string, args ...any) {
	if show.Terminal(e.Err) {
		e.Warn("hint: "+format, args...)
	}
}

// First returns the first address of an endpoint, for a call that takes exactly one.
func (e *Env) First(at addr.Endpoint, use addr.Use) (addr.Sockaddr, error) {
	list, err := at.Sockaddrs(use, e.Names)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// Await polls fd until it is ready or limit passes, and returns the ready events, 0 after limit. A zero limit never passes.
func (e *Env) Await(fd int, events int16, limit time.Time) (int16, error) {
	ready, err := e.Door.Await(fd, events, limit)
	return ready, fail.At("poll", "", err)
}

// LookUpUntil sets the deadline of all later name look-ups.
func (e *Env) LookUpUntil(end Deadline) { e.Names = e.Names.Until(end.At, end.Why) }

// OnWarn makes Warn call f before each line, to clear a progress bar. A nil f removes the call.
func (e *Env) OnWarn(f func()) { e.wipe = f }
