package ref

import (
	"encoding/binary"
	"fmt"
	"os"
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// KeeperWord is the first argument of a process that keeps a socket. It is no word for people.
const KeeperWord = "keeper:"

// The descriptors of a keeper. There are no others but the standard three, which are /dev/null.
const (
	heldFd    = 3
	controlFd = 4
)

// What a client may ask of a keeper: one byte.
const (
	askSocket = 'g' // the descriptor, and when the keeper was born
	askClose  = 'c' // to let the socket go
)

// patience is how long the keeper waits for what a client asks.
const patience = time.Second

// A keeper is the process that holds one socket.
type keeper struct {
	door    *sys.Door
	control string    // the path of the control socket
	path    string    // of the held socket, removed with it; or ""
	file    sys.ID    // what path was: by the end it may be another's
	born    time.Time //
	until   time.Time // when to let it go; zero: never
}

// Keep is the life of a keeper. args are what Hold passed: the control socket's path, nanoseconds to live (0: for ever),
// the held socket's path or "".
func Keep(args []string) error {
	k := keeper{door: &sys.Door{}, control: args[0], path: args[2], born: time.Now()}
	if ttl, err := strconv.ParseInt(args[1], 10, 64); err == nil && ttl > 0 {
		k.until = k.born.Add(time.Duration(ttl))
	}
	k.file, _ = k.door.FileID(k.path)
	sys.IgnoreHangup()
	if err := sys.CloseFrom(controlFd + 1); err != nil {
		return err
	}
	for {
		client, err := k.next()
		switch {
		case fail.Is(err, unix.ETIMEDOUT):
			return k.release()
		case err != nil:
			continue
		}
		done := k.serve(client)
		_ = k.door.Close(client)
		if done {
			return nil
		}
	}
}

// next waits for a client of our own user.
func (k *keeper) next() (int, error) {
	if err := await(k.door, controlFd, k.until); err != nil {
		return -1, err
	}
	fd, _, err := k.door.Accept4(controlFd, unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
	if err != nil {
		return -1, err
	}
	cred, err := k.door.Getsockopt(fd, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
	if err == nil && binary.NativeEndian.Uint32(cred[4:]) == uint32(os.Geteuid()) {
		return fd, nil
	}
	_ = k.door.Close(fd)
	return -1, unix.EPERM
}

// await polls until fd is readable or the time has come: ETIMEDOUT. A signal, of which Go's runtime sends itself some,
// is no reason to turn a client away.
func await(d *sys.Door, fd int, until time.Time) error {
	ready, err := d.Await(fd, unix.POLLIN, until)
	if err == nil && ready == 0 {
		return unix.ETIMEDOUT
	}
	return err
}

// serve answers one request and reports whether the socket was let go.
func (k *keeper) serve(client int) (done bool) {
	ask := make([]byte, 1)
	if await(k.door, client, time.Now().Add(patience)) != nil {
		return false
	}
	if n, err := k.door.Recv(client, ask, 0); err != nil || n != 1 {
		return false
	}
	switch ask[0] {
	case askSocket:
		_ = k.door.SendRights(client, fmt.Appendf(nil, "%d %d", k.born.UnixNano(), os.Getpid()), heldFd)
	case askClose:
		_ = k.release()
		_ = k.door.SendRights(client, ask)
		return true
	}
	return false
}

// release closes the socket and removes its names.
func (k *keeper) release() error {
	_ = k.door.Unlink(k.control)
	if now, isSocket := k.door.FileID(k.path); isSocket && now == k.file {
		_ = k.door.Unlink(k.path)
	}
	return k.door.Close(heldFd)
}
