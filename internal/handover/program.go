package handover

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
)

// LookPath finds a program as execvp(3) does. exec.LookPath has other rules: it reports every error in a directory of $PATH as
// "not found", and refuses a program in the current directory even if $PATH has that directory. If LookPath finds no program,
// it returns the first error other than ENOENT.
func LookPath(name string) (string, error) {
	var failed error
	for _, path := range candidates(name) {
		mode, err := sys.Program(path)
		if err == nil {
			return path, nil
		}
		if failed == nil && (mode == 0 || mode.IsRegular() || path == name) {
			failed = unusable(name, mode, err)
		}
	}
	if failed == nil {
		failed = &fail.Command{Text: name + ": command not found", Code: fail.NotFound}
	}
	return "", failed
}

// candidates returns the paths to try for name. A path in the current directory begins with a dot, so that the interpreter of a
// script does not parse it as an option.
func candidates(name string) (paths []string) {
	if strings.Contains(name, "/") {
		return []string{name}
	}
	for _, dir := range filepath.SplitList(os.Getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			dir = "./" + dir
		}
		paths = append(paths, strings.TrimRight(dir, "/")+"/"+name)
	}
	return paths
}

// unusable returns why a path is not a program: nil if it does not exist, the error of a shell for a file without permission,
// else the error of the call.
func unusable(name string, mode os.FileMode, err error) error {
	switch {
	case fail.Is(err, unix.ENOENT, unix.ENOTDIR):
		return nil
	case mode != 0 && fail.Is(err, unix.EACCES):
		return &fail.Command{Text: name + ": cannot be run (" + mode.String() + ")", Code: fail.NotExecutable}
	case fail.Is(err, unix.EACCES):
		return CannotRun(name, err)
	}
	return err
}

// CannotRun returns the error of a program that could not be started. It returns nil for nil.
func CannotRun(name string, err error) error {
	if err == nil {
		return nil
	}
	code := fail.NotExecutable
	if fail.Is(err, unix.ENOENT) {
		code = fail.NotFound
	}
	why := err.Error()
	if errno := syscall.Errno(0); errors.As(err, &errno) {
		why = fail.ErrnoShown(errno)
	}
	return &fail.Command{Text: name + ": cannot be run: " + why, Code: code}
}

// Reap takes a program that has ended off the kernel's list, so that it does not stay a zombie, and reports how it ended under -v.
func Reap(e *env.Env, c sys.Child) {
	if how, err := c.Wait(); err != nil {
		e.Warn("%v", fail.At("wait4", strconv.Itoa(c.Pid), err))
	} else {
		e.Tell("process %d ended: %s", c.Pid, how)
	}
	_ = e.Door.Close(c.Pidfd)
}
