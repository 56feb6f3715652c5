package handover

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Become replaces this process by the command, whose exit status is then sock's. Each descriptor of from is placed at its
// number in to, in that order; the variables take the place of those of the same name.
func (t *Target) Become(env *env.Env, s *socket.Socket, to, from []int, variables ...string) error {
	path, err := LookPath(t.Command[0])
	if err != nil {
		return err
	}
	environ := with(t.environ(env, s), variables)
	sys.PartDescriptors()
	for i, number := range to {
		if err := sys.Place(from[i], number); err != nil {
			return fail.At("dup3", strconv.Itoa(number), err)
		}
	}
	return CannotRun(t.Command[0], sys.Exec(path, t.Command, environ))
}

// with returns the environment with the variables, each in the place of one of its name.
func with(environ, variables []string) []string {
	for _, v := range variables {
		name := v[:strings.Index(v, "=")+1]
		environ = slices.DeleteFunc(environ, func(entry string) bool { return strings.HasPrefix(entry, name) })
	}
	return append(environ, variables...)
}

// Start runs the command at path as a child, with the socket at its descriptors.
func (t *Target) Start(env *env.Env, s *socket.Socket, path string) (sys.Child, error) {
	files := []int{env.In, env.Out, env.Err}
	for _, to := range t.descriptors() {
		for len(files) <= to {
			files = append(files, -1)
		}
		files[to] = s.FD
	}
	return sys.Start(path, t.Command, t.environ(env, s), files)
}

// Activate replaces this process by the command, which gets a listening socket as sd_listen_fds(3) expects it. A path stays with
// the socket.
func (t *Target) Activate(s *socket.Socket) error {
	path, err := LookPath(t.Command[0])
	if err != nil {
		return err
	}
	if err := sys.Place(s.FD, ref.FirstPassed); err != nil {
		return fail.At("dup3", "3", err)
	}
	// The variables of an outer service manager are about other sockets.
	environ := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "LISTEN_") })
	environ = append(environ, "LISTEN_FDS=1", "LISTEN_PID="+strconv.Itoa(os.Getpid()), "LISTEN_FDNAMES=sock")
	return CannotRun(t.Command[0], sys.Exec(path, t.Command, environ))
}

// descriptors are the numbers at which COMMAND finds the socket.
func (t *Target) descriptors() []int {
	if t.As == AsStdio {
		return []int{unix.Stdin, unix.Stdout}
	}
	return []int{t.As}
}

// environ returns the environment of COMMAND: the names of UCSPI, and where it finds the socket if that is not standard input.
func (t *Target) environ(env *env.Env, s *socket.Socket) []string {
	list := ucspi(env, s)
	if t.As == AsStdio {
		return list
	}
	return append(list, "SOCK="+strconv.Itoa(t.As))
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

// CannotRun returns the error of a program that could not be started, nil for nil.
func CannotRun(name string, err error) error {
	if err == nil {
		return nil
	}
	code := fail.NotExecutable
	if fail.Is(err, unix.ENOENT) {
		code = fail.NotFound
	}
	return &fail.Command{Text: fmt.Sprintf("%s: cannot be run: %v", name, err), Code: code}
}
