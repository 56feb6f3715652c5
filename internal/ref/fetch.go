package ref

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// answerTime is how long a keeper may take: it has nothing else to do.
const answerTime = 2 * time.Second

// queuePause is how long to wait before a place in a keeper's full queue is tried for again.
const queuePause = 10 * time.Millisecond

// A Held is a socket fetched from its keeper.
type Held struct {
	FD     int // ours to close
	Keeper int // process
	Born   time.Time
}

// Fetch returns a descriptor for the held socket of that name.
func (dir Dir) Fetch(d *sys.Door, name string) (Held, error) {
	var h Held
	err := dir.ask(d, name, []byte{askSocket}, func(conn int, room []byte) error {
		n, fd, err := d.RecvRights(conn, room)
		if err = answered(n, err); err != nil {
			return err
		}
		born, keeper, _ := strings.Cut(string(room[:n]), " ")
		nanos, bad := strconv.ParseInt(born, 10, 64)
		if h.Keeper, err = strconv.Atoi(keeper); err != nil || bad != nil || fd < 0 {
			_ = d.Close(fd)
			return unix.EPROTO
		}
		h.FD, h.Born = fd, time.Unix(0, nanos)
		return nil
	})
	return h, err
}

// Close lets the held socket of that name go.
func (dir Dir) Close(d *sys.Door, name string) error { return dir.order(d, name, []byte{askClose}) }

// own has the keeper of that name remove a path with its socket: an absolute one, which the socket is bound to.
func (dir Dir) own(d *sys.Door, name, path string) error {
	id, isSocket := d.FileID(path)
	if !isSocket {
		return nil // gone already
	}
	return dir.order(d, name, fmt.Appendf([]byte{askOwn}, "%d %d %s", id.Dev, id.Ino, path))
}

// order sends a request that is answered without a descriptor.
func (dir Dir) order(d *sys.Door, name string, request []byte) error {
	return dir.ask(d, name, request, func(conn int, room []byte) error {
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
	if dir, err := OpenDir(d); err == nil {
		_ = dir.Close(d, name)
		dir.Leave(d)
	}
}

// ask asks again when the keeper ends while it is asked: then there is none, or a new one.
func (dir Dir) ask(d *sys.Door, name string, request []byte, answer func(conn int, room []byte) error) error {
	if err := CheckName(name); err != nil {
		return err
	}
	limit := time.Now().Add(answerTime)
	err := dir.askOnce(d, name, request, limit, answer)
	if fail.Is(err, unix.ECONNRESET, unix.EPIPE) {
		err = dir.askOnce(d, name, request, limit, answer)
	}
	return err
}

// askOnce sends one request and has answer read what comes back.
func (dir Dir) askOnce(d *sys.Door, name string, request []byte, limit time.Time, answer func(conn int, room []byte) error) error {
	conn, err := dir.dial(d, name)
	for fail.Is(err, unix.EAGAIN) && time.Now().Before(limit) {
		_, _ = d.Poll(nil, queuePause)
		conn, err = dir.dial(d, name)
	}
	switch {
	case fail.Is(err, unix.EAGAIN):
		return dir.silent(name)
	case noKeeper(err):
		return noSuchName(name)
	case err != nil:
		return err
	}
	defer func() { _ = d.Close(conn) }()
	if _, err := d.Sendto(conn, request, unix.MSG_NOSIGNAL, nil); err != nil {
		return fail.At("hold", name, err)
	}
	if err := await(d, conn, limit); fail.Is(err, unix.ETIMEDOUT) {
		return dir.silent(name)
	}
	return fail.At("hold", name, answer(conn, make([]byte, 64)))
}

// silent is the error of a keeper that does not answer, or has too many who wait for it.
func (dir Dir) silent(name string) error {
	return &fail.Call{
		Name: "hold", What: name, Err: unix.ETIMEDOUT, Why: "its keeper does not answer",
		Hint: "is it stopped? pgrep -f 'keeper: " + dir.file(name) + " ' tells its process",
	}
}

// noSuchName: a name without a file and one whose keeper is dead are the same to the user.
func noSuchName(name string) error {
	return &fail.Call{
		Name: "hold", What: name, Err: unix.ENOENT, Why: "no socket is held under this name",
		Hint: "sock list shows those that are",
	}
}

// IsGone reports whether err says that nobody keeps the name.
func IsGone(err error) bool { return fail.Is(err, unix.ENOENT) }

// await polls until fd is readable or the time has come: ETIMEDOUT. A signal, of which Go's runtime sends itself some,
// is no reason to turn a client away.
func await(d *sys.Door, fd int, until time.Time) error {
	ready, err := d.Await(fd, unix.POLLIN, until)
	if err == nil && ready == 0 {
		return unix.ETIMEDOUT
	}
	return err
}
