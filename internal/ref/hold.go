package ref

import (
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
)

// A Holding says how a socket is kept.
type Holding struct {
	Name string
	TTL  time.Duration // 0: until it is closed
	Path string        // of a UNIX socket that we bound: removed with it; absolute, or ""
}

// controlBacklog is how many clients may wait for a keeper at once.
const controlBacklog = 128

// answerTime is how long a keeper may take: it has nothing else to do.
const answerTime = 2 * time.Second

// Hold starts a keeper for fd and returns when the name can be used. The caller keeps its own descriptor.
func Hold(d *sys.Door, fd int, h Holding) error {
	if err := CheckName(h.Name); err != nil {
		return err
	}
	if t := d.FileType(fd); t != 0 && t != unix.S_IFSOCK {
		return fail.At("hold", h.Name, unix.ENOTSOCK)
	}
	dir, err := OpenDir()
	if err != nil {
		return err
	}
	unlock, err := sys.Lock(string(dir))
	if err != nil {
		return fail.At("flock", string(dir), err)
	}
	defer unlock()
	control, err := dir.claim(d, h.Name)
	if err != nil {
		return err
	}
	defer func() { _ = d.Close(control) }()
	if err := start(dir, fd, control, h); err != nil {
		_ = d.Unlink(dir.path(h.Name))
		return fail.At("hold", h.Name, err)
	}
	return nil
}

func start(dir Dir, fd, control int, h Holding) error {
	null, err := sys.Null()
	if err != nil {
		return err
	}
	argv := []string{"sock", KeeperWord, dir.path(h.Name), strconv.FormatInt(int64(h.TTL), 10), h.Path}
	return sys.Spawn(argv, null, null, null, fd, control)
}

// claim makes the control socket of a name that is free, or whose keeper is dead.
func (dir Dir) claim(d *sys.Door, name string) (int, error) {
	sa, err := dir.sockaddr(name)
	if err != nil {
		return -1, err
	}
	if alive(d, sa) {
		return -1, &fail.Call{
			Name: "hold", What: name, Err: unix.EEXIST,
			Hint: "sock close " + name + " lets the held socket go, sock list shows all",
		}
	}
	fd, err := d.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, fail.At("socket", "", err)
	}
	if err = d.Bind(fd, sa); fail.Is(err, unix.EADDRINUSE) {
		_ = d.Unlink(dir.path(name)) // dead: nobody listened, and we hold the lock
		err = d.Bind(fd, sa)
	}
	if err == nil {
		err = d.Listen(fd, controlBacklog)
	}
	if err != nil {
		_ = d.Close(fd)
		return -1, fail.At("bind", dir.path(name), err)
	}
	return fd, nil
}

func (dir Dir) sockaddr(name string) (addr.Sockaddr, error) {
	if err := CheckName(name); err != nil {
		return nil, err
	}
	e, err := addr.Parse([]string{dir.path(name)}, true)
	if err != nil {
		return nil, fail.WithHint(err, "set SOCK_DIR to a shorter path")
	}
	list, err := e.Sockaddrs(addr.Bind, addr.Numeric())
	if err != nil {
		return nil, err
	}
	return list[0], nil
}

// alive reports whether there is a keeper, be it one with a queue too full to take us.
func alive(d *sys.Door, sa addr.Sockaddr) bool {
	fd, err := dial(d, sa)
	if err == nil {
		_ = d.Close(fd)
	}
	return !fail.Is(err, unix.ENOENT, unix.ECONNREFUSED)
}

func dial(d *sys.Door, sa addr.Sockaddr) (int, error) {
	fd, err := d.Socket(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, 0)
	if err != nil {
		return -1, err
	}
	if err := d.Connect(fd, sa); err != nil {
		_ = d.Close(fd)
		return -1, err
	}
	return fd, nil
}

// A Held is a socket fetched from its keeper.
type Held struct {
	FD     int // ours to close
	Keeper int // process
	Born   time.Time
}

// Fetch returns a descriptor for the held socket of that name.
func (dir Dir) Fetch(d *sys.Door, name string) (Held, error) {
	var h Held
	err := dir.ask(d, name, askSocket, func(conn int, room []byte) error {
		n, fd, err := d.RecvRights(conn, room)
		if err = answered(n, err); err != nil {
			return err
		}
		born, keeper, _ := strings.Cut(string(room[:n]), " ")
		nanos, bad := strconv.ParseInt(born, 10, 64)
		if h.Keeper, err = strconv.Atoi(keeper); err != nil || bad != nil || fd < 0 {
			return unix.EPROTO
		}
		h.FD, h.Born = fd, time.Unix(0, nanos)
		return nil
	})
	return h, err
}

// Close lets the held socket of that name go.
func (dir Dir) Close(d *sys.Door, name string) error {
	return dir.ask(d, name, askClose, func(conn int, room []byte) error {
		n, err := d.Recv(conn, room, 0)
		return answered(n, err)
	})
}

// answered takes an end-of-file for what it is here: the keeper has ended, or given up on us.
func answered(n int, err error) error {
	if err == nil && n == 0 {
		return unix.ECONNRESET
	}
	return err
}

// Drop lets the held socket of a name go that nobody was told of: what was to follow has failed.
func Drop(d *sys.Door, name string) {
	if dir, err := OpenDir(); err == nil {
		_ = dir.Close(d, name)
	}
}

// ask asks again when the keeper ends while it is asked: then there is none, or a new one.
func (dir Dir) ask(d *sys.Door, name string, request byte, answer func(conn int, room []byte) error) error {
	err := dir.askOnce(d, name, request, answer)
	if fail.Is(err, unix.ECONNRESET, unix.EPIPE) {
		err = dir.askOnce(d, name, request, answer)
	}
	return err
}

// askOnce sends one request and has answer read what comes back.
func (dir Dir) askOnce(d *sys.Door, name string, request byte, answer func(conn int, room []byte) error) error {
	sa, err := dir.sockaddr(name)
	if err != nil {
		return err
	}
	conn, err := dial(d, sa)
	if fail.Is(err, unix.EAGAIN) {
		return dir.silent(name)
	}
	if err != nil {
		return noSuchName(name, err)
	}
	defer func() { _ = d.Close(conn) }()
	if _, err := d.Sendto(conn, []byte{request}, unix.MSG_NOSIGNAL, nil); err != nil {
		return fail.At("hold", name, err)
	}
	if err := await(d, conn, time.Now().Add(answerTime)); fail.Is(err, unix.ETIMEDOUT) {
		return dir.silent(name)
	}
	return fail.At("hold", name, answer(conn, make([]byte, 64)))
}

// silent is the error of a keeper that does not answer, or has too many who wait for it.
func (dir Dir) silent(name string) error {
	return &fail.Call{
		Name: "hold", What: name, Err: unix.ETIMEDOUT, Why: "its keeper does not answer",
		Hint: "is it stopped? pgrep -f 'keeper: " + dir.path(name) + " ' tells its process",
	}
}

// IsGone reports whether err says that nobody keeps the name.
func IsGone(err error) bool { return fail.Is(err, unix.ENOENT) }

// Forget removes the control socket of a dead keeper. Under the lock nobody can have taken the name meanwhile.
func (dir Dir) Forget(d *sys.Door, name string) {
	unlock, err := sys.Lock(string(dir))
	if err != nil {
		return
	}
	defer unlock()
	if sa, err := dir.sockaddr(name); err == nil && !alive(d, sa) {
		_ = d.Unlink(dir.path(name))
	}
}

// noSuchName: a name without a file and one whose keeper is dead are the same to the user.
func noSuchName(name string, err error) error {
	if fail.Is(err, unix.ECONNREFUSED) {
		err = unix.ENOENT
	}
	if fail.Is(err, unix.ENOENT) {
		return &fail.Call{
			Name: "hold", What: name, Err: unix.ENOENT, Why: "no socket is held under this name",
			Hint: "sock list shows those that are",
		}
	}
	return fail.At("hold", name, err)
}
