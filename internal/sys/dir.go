package sys

import (
	"errors"
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Path is a file opened with O_PATH: it stays the same file if its name is given to another one.
type Path struct {
	FD    int
	Type  uint32 // S_IFDIR, S_IFLNK, ...
	Perm  uint32
	Owner int
}

// OpenPath opens the file that name refers to now; for a symbolic link, the link itself. Its descriptor number is above
// those of sockets. Like FileType, it is not traced.
func (d *Door) OpenPath(name string) (Path, error) {
	fd, err := ownOpen(name, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return Path{}, err
	}
	if up, err := d.DupFD(fd, runtimeEnd); err == nil {
		_ = d.Close(fd)
		fd = up
	}
	var st unix.Stat_t
	if err := ownFstat(fd, &st); err != nil {
		_ = d.Close(fd)
		return Path{}, err
	}
	return Path{FD: fd, Type: st.Mode & unix.S_IFMT, Perm: st.Mode & 0o7777, Owner: int(st.Uid)}, nil
}

// OpenDir opens a directory with O_PATH. Its descriptor number is above those of sockets. The calls are not the command's, so
// they run Elsewhere.
func (d *Door) OpenDir(name string) (fd int, err error) {
	Elsewhere(func() {
		if fd, err = ownOpen(name, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC, 0); err != nil {
			return
		}
		if up, bad := ownFcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, runtimeEnd); bad == nil {
			_ = ownClose(fd)
			fd = up
		}
	})
	return fd, err
}

// In returns a name for a file in the directory fd. It stays valid if the directory is renamed or replaced.
func In(fd int, name string) string { return "/proc/self/fd/" + strconv.Itoa(fd) + "/" + name }

// Sockets returns the names of the sockets in the directory.
func (p Path) Sockets() (names []string, err error) {
	var entries []os.DirEntry
	Elsewhere(func() { entries, err = os.ReadDir(In(p.FD, ".")) })
	for _, e := range entries {
		if e.Type() == os.ModeSocket {
			names = append(names, e.Name())
		}
	}
	return names, err
}

// Lock waits for the exclusive flock(2) of the directory fd. unlock releases it. The lock belongs to a new open file
// description, which no keeper inherits.
func Lock(fd int) (unlock func(), err error) {
	own, err := ownOpenat(fd, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	for {
		err = ownFlock(own, unix.LOCK_EX)
		if !errors.Is(err, unix.EINTR) {
			break
		}
	}
	if err != nil {
		_ = ownClose(own)
		return nil, err
	}
	return func() { _ = ownClose(own) }, nil
}
