package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// NeedIn fails with EBADF if standard input was closed when sock started. It is asked before anything is done: what a socket
// brings must not be taken from it when there is nowhere to put it.
func (e *Env) NeedIn() error {
	return e.need(e.In, "read", "standard input", "standard input is closed; </dev/null is an empty one")
}

// NeedOut is NeedIn for standard output.
func (e *Env) NeedOut() error {
	return e.need(e.Out, "write", "standard output", "standard output is closed; >/dev/null discards it")
}

// NeedErr is NeedIn for standard error. The status alone says so.
func (e *Env) NeedErr() error { return e.need(e.Err, "write", "standard error", "") }

func (e *Env) need(fd int, call, what, hint string) error {
	if !e.Door.Unopened(fd) {
		return nil
	}
	return &fail.Call{Name: call, What: what, Err: unix.EBADF, Hint: hint}
}

// needs asks for the standard streams that a command uses which ends with a socket in hand.
func (e *End) needs(env *Env) error {
	switch {
	case e.FDFlags || e.Hold != "": // prints them, or the address
		return env.NeedOut()
	case len(e.Command) > 0:
		return nil
	}
	return e.Cat.needs(env)
}

func (c *Cat) needs(env *Env) error {
	if !c.RecvOnly {
		if err := env.NeedIn(); err != nil {
			return err
		}
	}
	if !c.SendOnly {
		if err := env.NeedOut(); err != nil {
			return err
		}
	}
	if c.Stats != NoStats || c.Progress == ProgressPlain {
		return env.NeedErr()
	}
	return nil
}

// needs asks for the standard streams that send uses.
func (c *Send) needs(env *Env) error {
	if c.Data == nil {
		if err := env.NeedIn(); err != nil {
			return err
		}
	}
	if c.Reply != nil {
		return env.NeedOut()
	}
	return nil
}
