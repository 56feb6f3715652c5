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

// answerTime is how long to wait for the answer of a keeper, which normally answers at once.
const answerTime = 2 * time.Second

// queuePause is the pause before another connect(2) to a keeper whose backlog is full.
const queuePause = 10 * time.Millisecond

// A Held is a socket fetched from its keeper.
type Held struct {
	FD     int       // the caller closes it
	Keeper int       // process ID
	Born   time.Time // start of the keeper
}

// Fetch returns a descriptor for the held socket with this name. It returns ENOENT if there is none.
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

// Close makes the keeper release the held socket with this name. It returns an error, too, if the keeper could not remove a path.
func (dir Dir) Close(d *sys.Door, name string) error {
	return dir.ask(d, name, []byte{askClose}, func(conn int, room []byte) error {
		n, err := d.Recv(conn, room, 0)
		if err = answered(n, err); err != nil {
			return err
		}
		return readStays(string(room[1:n]))
	})
}

// attachPath makes the keeper remove path together with its socket, which is bound to it. The path has to be absolute.
func (dir Dir) attachPath(d *sys.Door, name, path string) error {
	id, isSocket, err := d.FileID(path)
	if err != nil || !isSocket { // removed already
		return fail.At("stat", path, err)
	}
	return dir.order(d, name, fmt.Appendf([]byte{askOwn}, "%d %d %s", id.Dev, id.Ino, path))
}

// order sends a request whose answer has no descriptor.
func (dir Dir) order(d *sys.Door, name string, request []byte) error {
	return dir.ask(d, name, request, func(conn int, room []byte) error {
		n, err := d.Recv(conn, room, 0)
		return answered(n, err)
	})
}

// answered turns an end of file into ECONNRESET: the keeper has ended, or has closed the connection.
func answered(n int, err error) error {
	if err == nil && n == 0 {
		return unix.ECONNRESET
	}
	return err
}

// Drop releases a held socket whose name was not printed yet, after a later step has failed.
func Drop(d *sys.Door, name string) {
	if dir, err := OpenDir(d); err == nil {
		_ = dir.Close(d, name)
		dir.Leave(d)
	}
}

// ask sends a request, and sends it again if the keeper ends meanwhile: a new keeper may have taken the name.
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

// askOnce sends one request and calls answer to read the reply.
func (dir Dir) askOnce(d *sys.Door, name string, request []byte, limit time.Time, answer func(conn int, room []byte) error) error {
	conn, err := dir.dial(d, name)
	for queueFull(err) && time.Now().Before(limit) {
		if err = d.Pause(queuePause); err != nil {
			return fail.At("poll", "", err)
		}
		conn, err = dir.dial(d, name)
	}
	switch {
	case queueFull(err):
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
	ready, err := d.Await(conn, unix.POLLIN, limit)
	switch {
	case err != nil:
		return fail.At("poll", "", err)
	case ready == 0:
		return dir.silent(name)
	}
	return fail.At("hold", name, answer(conn, make([]byte, longestAsk)))
}

// silent returns the error for a keeper that does not answer, or whose backlog stays full.
func (dir Dir) silent(name string) error {
	return &fail.Call{
		Name: "hold", What: name, Err: unix.ETIMEDOUT, Why: "its keeper does not answer",
		Hint: "it may be stopped; pgrep -f 'keeper: " + dir.file(name) + " ' prints its process ID",
	}
}

// noSuchName returns the error for a name without a control socket, or with one whose keeper is dead.
func noSuchName(name string) error {
	return &fail.Call{
		Name: "hold", What: name, Err: unix.ENOENT, Why: "no socket is held under this name",
		Hint: "sock list shows the held sockets",
	}
}

// IsGone reports whether err means that no keeper has the name.
func IsGone(err error) bool { return fail.Is(err, unix.ENOENT) }
