package handover

import (
	"os"
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

// Become replaces this process by the command, whose exit status is then sock's. It places each descriptor of from at its
// number in to, in that order. The variables replace those of the same name.
func (t *Target) Become(env *env.Env, s *socket.Socket, to, from []int, variables ...string) error {
	path, err := LookPath(t.Command[0])
	if err != nil {
		return err
	}
	environ, err := t.environ(env, s)
	if err != nil {
		return err
	}
	environ = with(environ, variables)
	sys.PartDescriptors()
	for i, number := range to {
		if err := sys.Place(from[i], number); err != nil {
			return fail.At("dup3", strconv.Itoa(number), err)
		}
	}
	return CannotRun(t.Command[0], sys.Exec(path, t.Command, environ))
}

// with returns the environment with the variables, which replace those of the same name.
func with(environ, variables []string) []string {
	for _, v := range variables {
		name := v[:strings.Index(v, "=")+1]
		environ = slices.DeleteFunc(environ, func(entry string) bool { return strings.HasPrefix(entry, name) })
	}
	return append(environ, variables...)
}

// Start runs the command at path as a child with the socket. An error of an earlier call names that call; a bare errno is from
// clone(2) or execve(2).
func (t *Target) Start(env *env.Env, s *socket.Socket, path string) (sys.Child, error) {
	environ, err := t.environ(env, s)
	if err != nil {
		return sys.Child{}, err
	}
	files := []int{env.In, env.Out, env.Err}
	for _, to := range t.descriptors() {
		for len(files) <= to {
			files = append(files, -1)
		}
		files[to] = s.FD
	}
	return sys.Start(path, t.Command, environ, files)
}

// Activate replaces this process by the command, which gets a listening socket as sd_listen_fds(3) expects it. The path of the
// socket is not removed.
func (t *Target) Activate(s *socket.Socket) error {
	path, err := LookPath(t.Command[0])
	if err != nil {
		return err
	}
	if err := sys.Place(s.FD, ref.FirstPassed); err != nil {
		return fail.At("dup3", "3", err)
	}
	// The variables of an outer service manager refer to other sockets.
	environ := slices.DeleteFunc(os.Environ(), func(entry string) bool { return strings.HasPrefix(entry, "LISTEN_") })
	environ = append(environ, "LISTEN_FDS=1", "LISTEN_PID="+strconv.Itoa(os.Getpid()), "LISTEN_FDNAMES=sock")
	return CannotRun(t.Command[0], sys.Exec(path, t.Command, environ))
}

// descriptors returns the numbers of the socket in COMMAND.
func (t *Target) descriptors() []int {
	if t.As == AsStdio {
		return []int{unix.Stdin, unix.Stdout}
	}
	return []int{t.As}
}

// environ returns the environment of COMMAND: the UCSPI variables, and SOCK if the socket is not standard input.
func (t *Target) environ(env *env.Env, s *socket.Socket) ([]string, error) {
	list, err := ucspi(env, s)
	if err == nil && t.As != AsStdio {
		list = append(list, "SOCK="+strconv.Itoa(t.As))
	}
	return list, err
}
