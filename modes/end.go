// Package modes is what each command does: the order of its calls.
package modes

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// An End is what a word with a socket in hand ends in: standard input and output, a COMMAND that
// gets the socket, or a keeper that holds it under a name.
type End struct {
	Cat
	Hold    string        // the name; "" for none
	TTL     time.Duration // how long it is held
	Command []string
	FDFlags bool // show the descriptor's flags, and that is all
	As      int  // the descriptor that COMMAND finds the socket at; AsStdio for both 0 and 1
}

// AsStdio makes the socket a command's standard input and output.
const AsStdio = -1

// finish ends the word with s.
func (e *End) finish(env *env.Env, s *socket.Socket, start time.Time) error {
	switch {
	case e.FDFlags:
		return showFlags(env, s.FD)
	case e.Hold != "":
		return e.hold(env, s)
	case len(e.Command) > 0:
		return e.become(env, s)
	}
	return e.run(env, s, start)
}

// handsOver reports whether the socket goes to somebody who has not made it, and may want to wait on it.
func (e *End) handsOver() bool { return e.Hold != "" || len(e.Command) > 0 }

// showFlags prints a line for each descriptor: its own flags, and those of the open file description.
func showFlags(e *env.Env, fds ...int) error {
	var out []byte
	for _, fd := range fds {
		text, err := flagsText(e, fd)
		if err != nil {
			return err
		}
		out = append(out, text+"\n"...)
	}
	return fail.Quiet(e.Output(out))
}

func flagsText(e *env.Env, fd int) (string, error) {
	own, err := e.Door.GetFD(fd)
	if err != nil {
		return "", fail.At("fcntl", "F_GETFD", err)
	}
	status, err := e.Door.GetFlags(fd)
	if err != nil {
		return "", fail.At("fcntl", "F_GETFL", err)
	}
	return "F_GETFD=" + xlat.FdFlags.Text(uint32(own)) + " F_GETFL=" + xlat.StatusFlags(uint32(status)), nil
}

// hold starts a keeper and prints the local address, unless the socket has none: it is not bound, or of a family without
// addresses, as AF_XDP. A pidfd has none either, and keep refuses all else that is no socket.
func (e *End) hold(env *env.Env, s *socket.Socket) error {
	name, err := env.Door.Getsockname(s.FD)
	nameless := fail.Is(err, unix.EOPNOTSUPP, unix.ENOTSOCK) || err == nil && !isBound(s.Kind, name)
	if err != nil && !nameless {
		return fail.At("getsockname", "", err)
	}
	if err := keep(env, s, e.Hold, e.TTL); err != nil || nameless {
		return err
	}
	err = env.Print([]byte(name.Shown() + "\n"))
	if err != nil {
		ref.Drop(env.Door, e.Hold)
	}
	return err
}

// isBound reports whether name is the local address of a bound socket. A raw one of IP has its protocol for a port.
func isBound(k addr.Kind, name addr.Sockaddr) bool {
	if ap, isIP := name.IP(); isIP && k.Type == unix.SOCK_RAW {
		return !ap.Addr().IsUnspecified()
	}
	return name.IsBound()
}

// keep hands the socket, and the care for its path, to a keeper.
func keep(env *env.Env, s *socket.Socket, name string, ttl time.Duration) error {
	h := ref.Holding{Name: name, TTL: ttl}
	if s.Path != "" {
		path, err := filepath.Abs(s.Path)
		if err != nil {
			return fail.At("getcwd", "", err)
		}
		h.Path = path
	}
	if err := ref.Hold(env.Door, s.FD, h); err != nil {
		return err
	}
	s.Forget = nil
	return nil
}

// become replaces this process by the command, whose exit status is then ours.
func (e *End) become(env *env.Env, s *socket.Socket) error {
	return e.becomeWith(env, s, e.descriptors(), []int{s.FD, s.FD})
}

// becomeWith puts each descriptor of from at its number in to, in that order.
func (e *End) becomeWith(env *env.Env, s *socket.Socket, to, from []int) error {
	path, err := LookPath(e.Command[0])
	if err != nil {
		return err
	}
	environ := append(ucspi(env, s), e.environ()...)
	sys.PartDescriptors()
	for i, number := range to {
		if err := sys.Place(from[i], number); err != nil {
			return fail.At("dup3", strconv.Itoa(number), err)
		}
	}
	return cannotRun(e.Command[0], sys.Exec(path, e.Command, environ))
}

func (e *End) descriptors() []int {
	if e.As == AsStdio {
		return []int{unix.Stdin, unix.Stdout}
	}
	return []int{e.As}
}

// environ tells COMMAND where it finds the socket, if that is not obvious.
func (e *End) environ() []string {
	if e.As == AsStdio {
		return nil
	}
	return []string{"SOCK=" + strconv.Itoa(e.As)}
}

// LookPath finds a program as a shell does.
func LookPath(name string) (string, error) {
	for _, dir := range searched(name) {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 != 0 {
			if !filepath.IsAbs(path) {
				path = "./" + path
			}
			return path, nil
		}
	}
	if info, err := os.Stat(name); err == nil && strings.Contains(name, "/") {
		return "", &fail.Command{Text: name + ": cannot be run (" + info.Mode().String() + ")", Code: fail.NotExecutable}
	}
	return "", &fail.Command{Text: name + ": command not found", Code: fail.NotFound}
}

func searched(name string) []string {
	if strings.Contains(name, "/") {
		return []string{""}
	}
	return filepath.SplitList(os.Getenv("PATH"))
}

func cannotRun(name string, err error) error {
	if err == nil {
		return nil
	}
	code := fail.NotExecutable
	if fail.Is(err, unix.ENOENT) {
		code = fail.NotFound
	}
	return &fail.Command{Text: fmt.Sprintf("%s: cannot be run: %v", name, err), Code: code}
}

// needs asks for the standard streams that a command uses which ends with a socket in hand.
func (e *End) needs(env *env.Env) error {
	switch {
	case e.FDFlags || e.Hold != "": // prints them, or the address
		return env.NeedOut()
	case len(e.Command) > 0:
		return nil
	}
	return e.Cat.needs(env)
}
