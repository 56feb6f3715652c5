// Package fail defines the kinds of error that sock reports, their text, and the exit status of each.
package fail

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
)

// A Call is the error of a failed system call. Its exit status is the errno.
type Call struct {
	Name string // the name of the call: "connect"
	What string // the object as the user would write it: "127.0.0.1:81"
	Err  syscall.Errno
	Why  string // replaces the errno's own text if not empty: "no answer within 2s"
	Hint string // what to type next, or ""
}

// Error returns "connect 127.0.0.1:81: ECONNREFUSED (Connection refused)".
func (e *Call) Error() string {
	why := e.Why
	if why == "" {
		why = ErrnoText(e.Err)
	}
	subject := e.Name
	if e.What != "" {
		subject += " " + e.What
	}
	return subject + ": " + explained(e.Err, why)
}

// At returns err as a Call that says which call failed on what. It returns nil for nil. It returns err unchanged if err is
// a Call already or has no errno.
func At(name, what string, err error) error {
	var errno syscall.Errno
	var call *Call
	if err == nil || errors.As(err, &call) || !errors.As(err, &errno) {
		return err
	}
	return &Call{Name: name, What: what, Err: errno}
}

// Stays returns the Call that could not remove a path, nil for nil.
func Stays(name, path string, err error) error {
	return Add(At(name, path, err), "the path stays")
}

// Add returns err with text behind that of its errno, if err is a Call.
func Add(err error, text string) error {
	call, found := errors.AsType[*Call](err)
	if !found {
		return err
	}
	longer := *call
	longer.Why = cmp.Or(call.Why, ErrnoText(call.Err)) + "; " + text
	return &longer
}

// TimedOut returns an ETIMEDOUT Call for a wait that a time limit of sock has ended. The text why says what did not happen.
func TimedOut(name, what, why string) error {
	return &Call{Name: name, What: what, Err: syscall.ETIMEDOUT, Why: why}
}

// OptionTimedOut returns a Call for a wait that a socket option such as SO_RCVTIMEO has ended. Its errno is the one that a
// blocking call returns in that case.
func OptionTimedOut(name, what string, errno syscall.Errno, option string) error {
	return &Call{Name: name, What: what, Err: errno, Hint: option + " ended the wait"}
}

// Unwrap returns the errno, for errors.Is.
func (e *Call) Unwrap() error { return e.Err }

// A Usage is the error of a wrong command line.
type Usage struct {
	Text string
	Hint string
}

func (e *Usage) Error() string { return e.Text }

// Usagef returns a Usage without a hint.
func Usagef(format string, args ...any) error {
	return &Usage{Text: fmt.Sprintf(format, args...)}
}

// NotWith returns the Usage of a command line that has a and b, of which it can have one.
func NotWith(a, b, hint string) *Usage {
	return &Usage{Text: a + " cannot be used with " + b, Hint: hint}
}

// A Name is a host or service name that does not resolve.
type Name struct {
	Text  string
	Hint  string
	Later bool // the look-up may succeed later
}

func (e *Name) Error() string { return e.Text }

// A Command is the error of a COMMAND that cannot be executed. Its exit status is the one that a shell uses.
type Command struct {
	Text string
	Code int
}

func (e *Command) Error() string { return e.Text }

// The exit statuses of a shell for a command that it cannot execute.
const (
	NotExecutable = 126
	NotFound      = 127
)

// EOF reports that recv reached the end of the stream. It sets the exit status; nothing is printed.
type EOF struct{}

func (EOF) Error() string { return "end of file" }

// ReaderGone reports that standard output has lost its reader. It ends a command early and is no failure, as in cat(1).
type ReaderGone struct{}

func (ReaderGone) Error() string { return "standard output has no reader" }

// Quiet returns nil for ReaderGone, and err otherwise.
func Quiet(err error) error {
	if errors.Is(err, ReaderGone{}) {
		return nil
	}
	return err
}

// A Bug is the error of a panic in sock itself.
type Bug struct {
	Value any
	Stack []string // where it happened: the active functions, innermost first
}

func (e *Bug) Error() string {
	return fmt.Sprintf("internal error: %v (a bug in sock; please report it with the lines below)", e.Value)
}

// Caught returns the Bug of a panic that the caller, a deferred function, has recovered.
func Caught(value any) *Bug { return &Bug{value, panicStack()} }

// panicStack returns the functions that the panic has ended.
func panicStack() (list []string) {
	const most = 64
	pcs := make([]uintptr, most)
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs)])
	panicked := false
	for more := true; more; {
		var f runtime.Frame
		f, more = frames.Next()
		switch {
		case f.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(f.Function, "runtime."):
			list = append(list, fmt.Sprintf("%s (%s:%d)", f.Function, filepath.Base(f.File), f.Line))
		}
	}
	return list
}

// Hint returns the hint that err carries, or "".
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

// WithHint returns err with a hint if err is or wraps a Call without one. err itself does not change.
func WithHint(err error, hint string) error {
	call, found := errors.AsType[*Call](err)
	if !found || call.Hint != "" {
		return err
	}
	hinted := *call
	hinted.Hint = hint
	if text := err.Error(); text != call.Error() {
		return &wrapping{text, &hinted}
	}
	return &hinted
}

// A wrapping is a Call with the text of the error that wrapped it.
type wrapping struct {
	text string
	call *Call
}

func (e *wrapping) Error() string { return e.text }
func (e *wrapping) Unwrap() error { return e.call }

// Advised returns an error of usage or of a name with this hint in place of its own, and any other error as it is.
func Advised(err error, hint string) error {
	if usage, found := errors.AsType[*Usage](err); found {
		return &Usage{Text: usage.Text, Hint: hint}
	}
	if name, found := errors.AsType[*Name](err); found {
		return &Name{Text: name.Text, Hint: hint, Later: name.Later}
	}
	return err
}

// Is reports whether err wraps one of these errnos.
func Is(err error, errnos ...syscall.Errno) bool {
	for _, e := range errnos {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}
