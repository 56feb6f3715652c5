// Package modes is what each word does: the order of its calls.
package modes

import (
	"errors"
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

// An Env is the world a word works in.
type Env struct {
	Door    *sys.Door
	In      int // standard input
	Out     int // standard output
	Err     int // standard error, for people
	Verbose bool
	Names   addr.Names
	World   sockopt.World // what the values of options and control data need of the system

	endings endings
	printed bool   // standard output was seen to be open
	owned   bool   // the terminal that standard output may be was seen to
	wipe    func() // takes what moves on the screen out of the way of a line for people; nil for nothing
}

// NewEnv returns the process's own world.
func NewEnv() *Env {
	e := &Env{Door: &sys.Door{}, In: unix.Stdin, Out: unix.Stdout, Err: unix.Stderr, Names: sys.Names(), World: sys.World()}
	if sys.Counting {
		e.endings.add(func() {}) // a signal that nothing awaits would end the process before its counters are written
	}
	return e
}

// Tell writes a line for people, if they want to hear (-v).
func (e *Env) Tell(format string, args ...any) {
	if e.Verbose {
		e.Warn(format, args...)
	}
}

// Warn writes a line for people that they must hear. Names and addresses in it may be anybody's bytes.
func (e *Env) Warn(format string, args ...any) {
	if e.wipe != nil {
		e.wipe()
	}
	e.Door.Say(e.Err, "sock: "+xlat.Printable(fmt.Sprintf(format, args...))+"\n")
}

// hint writes a second line for people at a terminal.
func (e *Env) hint(format string, args ...any) {
	if show.Terminal(e.Err) {
		e.Warn("hint: "+format, args...)
	}
}

// first is the first address of an endpoint: where a socket exists, there is no other to try.
func (e *Env) first(at addr.Endpoint, use addr.Use) (addr.Sockaddr, error) {
	list, err := at.Sockaddrs(use, e.Names)
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// block takes O_NONBLOCK off a socket of ours.
func (e *Env) block(fd int) error {
	flags, err := e.Door.GetFlags(fd)
	if err != nil {
		return fail.At("fcntl", "F_GETFL", err)
	}
	return fail.At("fcntl", "F_SETFL", e.Door.SetFlags(fd, flags&^unix.O_NONBLOCK))
}

// Print writes all of b to standard output. A reader that has left is no error.
func (e *Env) Print(b []byte) error { return quiet(e.output(b)) }

// output writes all of b to standard output, waiting as long as it takes.
// A reader who has left ends the word quietly, as it ends cat(1).
func (e *Env) output(b []byte) error {
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
			if _, failed := e.await(e.Out, unix.POLLOUT, time.Time{}); failed != nil {
				return failed
			}
		case err == unix.EPIPE:
			return errQuiet
		case err != nil:
			return fail.At("write", "standard output", err)
		}
		b = b[n:]
	}
	return nil
}

// errQuiet ends a word early without anything having failed.
var errQuiet = errors.New("nobody reads the output any more")

// quiet turns errQuiet into success.
func quiet(err error) error {
	if errors.Is(err, errQuiet) {
		return nil
	}
	return err
}
