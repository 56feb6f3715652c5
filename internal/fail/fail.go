// Package fail holds the kinds of error, what each reads like, and the exit status of each.
package fail

import (
	"errors"
	"fmt"
	"syscall"
)

// A Call is a system call that failed. Its status is its errno.
type Call struct {
	Name string // the word of the call: "connect"
	What string // the object as the user would write it: "127.0.0.1:81"
	Err  syscall.Errno
	Why  string // instead of the errno's own text, where sock knows better: "no answer within 2s"
	Hint string // what to do next, or ""
}

// Error returns "connect 127.0.0.1:81: ECONNREFUSED (Connection refused)".
func (e *Call) Error() string {
	text, name := e.Why, ErrnoName(e.Err)
	if text == "" {
		text = ErrnoText(e.Err)
	}
	if name == "" {
		name = fmt.Sprintf("errno %d", e.Err)
	}
	subject := e.Name
	if e.What != "" {
		subject += " " + e.What
	}
	return fmt.Sprintf("%s: %s (%s)", subject, name, text)
}

// At returns the Call that err is about: which call failed, and on what. It returns nil for nil,
// and err itself if that already tells.
func At(name, what string, err error) error {
	var errno syscall.Errno
	var call *Call
	if err == nil || errors.As(err, &call) || !errors.As(err, &errno) {
		return err
	}
	return &Call{Name: name, What: what, Err: errno}
}

// TimedOut returns the Call of a wait whose time is up, with what it has waited for in vain.
func TimedOut(name, what, why string) error {
	return &Call{Name: name, What: what, Err: syscall.ETIMEDOUT, Why: why}
}

// OptionTimedOut returns the Call of a wait that a time limit among the socket's own options has ended, with the errno that a
// blocking call returns then.
func OptionTimedOut(name, what string, errno syscall.Errno, option string) error {
	return &Call{Name: name, What: what, Err: errno, Hint: option + " ended the wait"}
}

// Unwrap lets errors.Is compare with the errno.
func (e *Call) Unwrap() error { return e.Err }

// A Usage is a command line that means nothing.
type Usage struct {
	Text string
	Hint string
}

func (e *Usage) Error() string { return e.Text }

// Usagef returns a Usage without a hint.
func Usagef(format string, args ...any) error {
	return &Usage{Text: fmt.Sprintf(format, args...)}
}

// A Name is a host or service name that does not resolve.
type Name struct {
	Text  string
	Hint  string
	Later bool // asked again later, the name server may know it
}

func (e *Name) Error() string { return e.Text }

// A Command is a program that cannot be run; the status is the shell's.
type Command struct {
	Text string
	Code int
}

func (e *Command) Error() string { return e.Text }

// What a shell says of a program that cannot be run.
const (
	NotExecutable = 126
	NotFound      = 127
)

// EOF says that recv met the end of the stream. It is a status, not a complaint: nothing is printed.
type EOF struct{}

func (EOF) Error() string { return "end of file" }

// ReaderGone says that nothing reads standard output any more. It ends a command early and is no failure, as for cat(1).
type ReaderGone struct{}

func (ReaderGone) Error() string { return "nothing reads the output any more" }

// Quiet returns nil for ReaderGone, and err otherwise.
func Quiet(err error) error {
	if errors.Is(err, ReaderGone{}) {
		return nil
	}
	return err
}

// A Bug is a panic of ours, caught before it reached the user.
type Bug struct{ Value any }

func (e *Bug) Error() string {
	return fmt.Sprintf("internal error: %v (this is a bug in sock, please report it)", e.Value)
}

// Hint returns the second line that err brings, or "".
func Hint(err error) string {
	var call *Call
	var usage *Usage
	var name *Name
	switch {
	case errors.As(err, &call):
		return call.Hint
	case errors.As(err, &usage):
		return usage.Hint
	case errors.As(err, &name):
		return name.Hint
	}
	return ""
}

// WithHint returns err with hint as its second line, if err is a Call that has none.
func WithHint(err error, hint string) error {
	var call *Call
	if errors.As(err, &call) && call.Hint == "" {
		call.Hint = hint
	}
	return err
}

// Is reports whether err is a failed call with one of these errnos.
func Is(err error, errnos ...syscall.Errno) bool {
	for _, e := range errnos {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
