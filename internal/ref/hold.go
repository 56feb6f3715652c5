package ref

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
)

// A Holding says how to keep a socket.
type Holding struct {
	Name string
	TTL  time.Duration // 0: no limit
	Path string        // path of a UNIX socket, removed when the socket is released; absolute, or ""
}

// controlBacklog is the backlog of a control socket.
const controlBacklog = 128

// Hold starts a keeper for fd and returns when other commands can use the name. The caller keeps its own descriptor.
// Hold returns ENOTSOCK if fd is neither a socket nor a pidfd.
func Hold(d *sys.Door, fd int, h Holding) error {
	if err := CheckName(h.Name); err != nil {
		return err
	}
	if err := keepable(d, fd); err != nil {
		return fail.At("hold", h.Name, err)
	}
	dir, err := OpenDir(d)
	if err != nil {
		return err
	}
	defer dir.Leave(d)
	unlock, err := sys.Lock(dir.path.FD)
	if err != nil {
		return fail.At("flock", dir.name, err)
	}
	defer unlock()
	control, err := dir.claim(d, h.Name)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close(control) }()
	if err := dir.start(fd, control, h); err != nil {
		return dir.giveUp(d, h.Name, fail.At("hold", h.Name, err))
	}
	return nil
}

// keepable returns nil if fd is a socket or a pidfd.
func keepable(d *sys.Door, fd int) error {
	if d.IsPidfd(fd) {
		return nil
	}
	return d.RequireSocket(fd)
}

// start starts the keeper process. It returns when the keeper has the socket or has failed.
func (dir Dir) start(fd, control int, h Holding) error {
	null, err := sys.Null()
	if err != nil {
		return fail.At("open", "/dev/null", err)
	}
	notice, err := sys.NewNotice()
	if err != nil {
		return fail.At("pipe2", "", err)
	}
	argv := []string{"sock", KeeperWord, dir.file(h.Name), strconv.FormatInt(int64(h.TTL), 10), h.Path}
	pid, err := sys.Spawn(argv, null, null, null, fd, control, dir.path.FD, notice.End())
	if err != nil {
		notice.Drop()
		return spawnFailure(err)
	}
	if err = notice.Await(); err != nil {
		sys.Kill(pid) // it may have started: only the report is lost
	}
	if fail.Is(err, unix.ECHILD) {
		err = &fail.Call{Name: "hold", What: h.Name, Err: unix.ECHILD, Why: "its keeper ended while it started"}
	}
	return err
}

// spawnFailure adds to err the call that returned it, as far as the errno shows that.
func spawnFailure(err error) error {
	if fail.Is(err, unix.EAGAIN, unix.ENOMEM, unix.ENOSYS) {
		return fail.At("fork", "", err)
	}
	return fail.At("execve", "/proc/self/exe", err)
}

// claim makes the control socket of a name. It fails with EEXIST if a keeper has the name.
func (dir Dir) claim(d *sys.Door, name string) (int, error) {
	taken, err := dir.taken(d, name)
	switch {
	case taken:
		return -1, &fail.Call{
			Name: "hold", What: name, Err: unix.EEXIST,
			Hint: "sock close " + name + " releases the held socket; sock list shows all",
		}
	case err != nil:
		return -1, err
	}
	fd, err := d.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, fail.At("socket", "", err)
	}
	if err = dir.bind(d, fd, name); err != nil {
		_ = d.Close(fd)
	}
	return fd, err
}

// bind makes fd listen under a name without a keeper. It replaces the control socket of a dead keeper.
func (dir Dir) bind(d *sys.Door, fd int, name string) error {
	sa := dir.sockaddr(name)
	err := d.Bind(fd, sa)
	if fail.Is(err, unix.EADDRINUSE) {
		if err = dir.unlink(d, name); err != nil { // of a dead keeper: no process listened on it, and the lock keeps others away
			return err
		}
		err = d.Bind(fd, sa)
	}
	if err != nil {
		return fail.At("bind", dir.file(name), err)
	}
	if err = d.Listen(fd, controlBacklog); err != nil {
		return dir.giveUp(d, name, fail.At("listen", dir.file(name), err))
	}
	return nil
}

// unlink removes the control socket of a name. It returns nil if there is none.
func (dir Dir) unlink(d *sys.Door, name string) error {
	err := d.UnlinkAt(dir.path.FD, name)
	if fail.Is(err, unix.ENOENT) {
		return nil
	}
	return fail.Stays("unlink", dir.file(name), err)
}

// giveUp removes the control socket of a keeper that did not start because of err. It returns err, and adds the error of the removal.
func (dir Dir) giveUp(d *sys.Door, name string, err error) error {
	if stays := dir.unlink(d, name); stays != nil {
		return fail.Add(err, stays.Error())
	}
	return err
}

// sockaddr returns the address of the control socket of a name. It refers to the open directory through /proc/self/fd.
func (dir Dir) sockaddr(name string) addr.Sockaddr { return addr.Path(sys.In(dir.path.FD, name)) }

// taken reports whether a keeper has the name. It may be a keeper whose backlog is full.
func (dir Dir) taken(d *sys.Door, name string) (bool, error) {
	fd, err := dir.dial(d, name)
	switch {
	case err == nil:
		_ = d.Close(fd)
		return true, nil
	case queueFull(err):
		return true, nil
	case noKeeper(err):
		return false, nil
	}
	return false, err
}

// noKeeper reports whether an error of dial means that no keeper has the name.
func noKeeper(err error) bool { return ofConnect(err, unix.ENOENT, unix.ECONNREFUSED) }

// queueFull reports whether an error of dial means that the backlog of the keeper is full.
func queueFull(err error) bool { return ofConnect(err, unix.EAGAIN) }

// ofConnect reports whether connect(2) failed with one of these errnos. That of another call of dial says nothing about a keeper.
func ofConnect(err error, errnos ...syscall.Errno) bool {
	call, found := errors.AsType[*fail.Call](err)
	return found && call.Name == "connect" && fail.Is(err, errnos...)
}

// dial connects to the keeper of a name. It refuses a keeper of another user.
func (dir Dir) dial(d *sys.Door, name string) (int, error) {
	fd, err := d.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, fail.At("socket", "", err)
	}
	err = fail.At("connect", dir.file(name), d.Connect(fd, dir.sockaddr(name)))
	switch {
	case err == nil:
		err = dir.trust(d, fd, name)
	case fail.Is(err, unix.ENOENT):
		err = dir.missing(d, name, err)
	}
	if err != nil {
		_ = d.Close(fd)
		return -1, err
	}
	return fd, nil
}

// missing returns why connect(2) failed with err, which is ENOENT: there is no control socket, or /proc is not mounted.
func (dir Dir) missing(d *sys.Door, name string, err error) error {
	id, _, failed := d.FileIDAt(dir.path.FD, name)
	switch {
	case failed != nil:
		return fail.At("stat", dir.file(name), failed)
	case id == sys.ID{}:
		return err
	}
	return &fail.Call{Name: "connect", What: dir.file(name), Err: unix.EOPNOTSUPP, Why: "/proc is not mounted", Hint: "mount -t proc proc /proc"}
}

// trust returns an error if the keeper belongs to another user.
func (dir Dir) trust(d *sys.Door, conn int, name string) error {
	uid, err := peerUser(d, conn)
	if err == nil && uid != os.Geteuid() {
		return &fail.Call{Name: "hold", What: name, Err: unix.EPERM, Why: fmt.Sprintf("its keeper belongs to user %d", uid)}
	}
	return err
}

// peerUser returns the user ID of the peer process. For a listener, it is the user at the time of listen(2).
func peerUser(d *sys.Door, conn int) (int, error) {
	cred, err := d.Getsockopt(conn, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
	if err != nil {
		return -1, fail.At("getsockopt", "SO_PEERCRED", err)
	}
	return int(binary.NativeEndian.Uint32(cred[4:])), nil
}

// HeldNames returns the names of live keepers, or nil if the directory cannot be read.
func HeldNames() []string {
	door := &sys.Door{}
	dir, err := OpenDir(door)
	if err != nil {
		return nil
	}
	defer dir.Leave(door)
	names, _ := dir.Names()
	return slices.DeleteFunc(names, func(name string) bool {
		taken, err := dir.taken(door, name)
		return err == nil && !taken
	})
}

// Forget removes the control socket of a dead keeper. The lock prevents that another keeper takes the name meanwhile.
func (dir Dir) Forget(d *sys.Door, name string) error {
	unlock, err := sys.Lock(dir.path.FD)
	if err != nil {
		return fail.At("flock", dir.name, err)
	}
	defer unlock()
	if taken, err := dir.taken(d, name); taken || err != nil {
		return err
	}
	return dir.unlink(d, name)
}

// KeeperWord is the first argument of a keeper process. It is not a command for users.
const KeeperWord = "keeper:"
