package sys

import (
	"os"
	"strconv"

	"golang.org/x/sys/unix"
)

// A Path is a file that is open only as a place (O_PATH): it stays the same file whatever becomes of its name.
type Path struct {
	FD    int
	Type  uint32 // S_IFDIR, S_IFLNK, ...
	Perm  uint32
	Owner int
}

// OpenPath opens what name means at this moment; of a symbolic link that is the link. Its number is out of the way of the
// sockets'. The look-up itself is not traced, for the reason of FileType.
func (d *Door) OpenPath(name string) (Path, error) {
	fd, err := unix.Open(name, unix.O_PATH|unix.O_NOFOLLOW|unix.O_CLOEXEC, 0)
	if err != nil {
		return Path{}, err
	}
	if up, err := d.DupFD(fd, runtimeEnd); err == nil {
		_ = d.Close(fd)
		fd = up
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		_ = d.Close(fd)
		return Path{}, err
	}
	return Path{FD: fd, Type: st.Mode & unix.S_IFMT, Perm: st.Mode & 0o7777, Owner: int(st.Uid)}, nil
}

// In returns a name for a file of the directory fd that no change of the directory's own name can misdirect.
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

// Lock takes the lock of the directory fd, by flock(2), and waits for it; it is let go when unlock is called.
// The lock is that of a description of its own, which no keeper inherits.
func Lock(fd int) (unlock func(), err error) {
	own, err := unix.Openat(fd, ".", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	for {
		err = unix.Flock(own, unix.LOCK_EX)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil {
		_ = unix.Close(own)
		return nil, err
	}
	return func() { _ = unix.Close(own) }, nil
}
