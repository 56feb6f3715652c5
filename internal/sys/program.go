package sys

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Program looks at a file that is to be executed: stat(2) returns its mode, 0 if that fails, and faccessat(2) fails unless
// this process may execute it. A file that is not regular is EACCES, as for execve(2). Neither call is traced, for the reason of FileType.
func Program(path string) (os.FileMode, error) {
	info, err := os.Stat(path)
	if err != nil {
		return 0, fail.At("stat", path, err)
	}
	if !info.Mode().IsRegular() {
		err = unix.EACCES
	} else {
		err = mayExecute(path)
	}
	return info.Mode(), fail.At("faccessat", path, err)
}

// mayExecute asks for the effective user, as execve(2) does.
func mayExecute(path string) error {
	for {
		if err := ownFaccessat(unix.AT_FDCWD, path, unix.X_OK, unix.AT_EACCESS); !errors.Is(err, syscall.EINTR) {
			return err
		}
	}
}
