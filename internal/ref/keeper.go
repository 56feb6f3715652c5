package ref

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// KeeperWord is the first argument of a process that keeps a socket. It is no word for people.
const KeeperWord = "keeper:"

// The descriptors of a keeper. There are no others but the standard three, which are /dev/null, and two of Go's runtime.
const (
	heldFd    = 3
	controlFd = 4
	dirFd     = 5 // of the control sockets
	noticeFd  = 6 // where Hold waits for the keeper to be ready; closed then

	reserveFd = 0 // given up for a client when no other descriptor is left
)

// What a client may ask of a keeper: one byte, and of askOwn what follows.
const (
	askSocket = 'g' // the descriptor, and when the keeper was born
	askClose  = 'c' // to let the socket go
	askOwn    = 'p' // to remove a path with the socket: its device, inode and name
)

const (
	patience    = time.Second            // how long a client may take to ask
	mostClients = 64                     // that have not asked yet; one more, and the first has had its time
	rest        = 250 * time.Millisecond // after an error of accept4(2)
	longestAsk  = 8 << 10
)

// A keeper is the process that holds one socket.
type keeper struct {
	door    *sys.Door
	dir     Dir
	name    string
	born    time.Time
	until   time.Time // when to let it go; zero: never
	resting time.Time // until then nothing is accepted
	spent   bool      // a client has the place of reserveFd
	clients []client  // the one that has waited longest first

	mu      sync.Mutex // guards what follows: a signal releases from another thread
	control sys.ID     // the file of the control socket: by the end it may be another's
	path    string     // of the held socket, removed with it; or ""
	file    sys.ID     // what path was
}

// A client is a connection on which nothing has been asked yet.
type client struct {
	fd    int
	until time.Time
}

// Keeper returns the life of a keeper. It is not ok unless the arguments and the descriptors are those that Hold starts one
// with. The arguments are KeeperWord, the control socket's path, nanoseconds to live (0: for ever) and the held socket's
// path or "".
func Keeper(args []string) (keep func() error, ok bool) {
	const want = 4
	if len(args) != want || args[0] != KeeperWord {
		return nil, false
	}
	ttl, err := strconv.ParseInt(args[2], 10, 64)
	if err != nil || !filepath.IsAbs(args[1]) || CheckName(filepath.Base(args[1])) != nil {
		return nil, false
	}
	k := &keeper{door: &sys.Door{}, name: filepath.Base(args[1]), path: args[3], born: time.Now()}
	k.dir = Dir{name: filepath.Dir(args[1]), path: sys.Path{FD: dirFd}}
	if ttl > 0 {
		k.until = k.born.Add(time.Duration(ttl))
	}
	return k.keep, k.hasDescriptors()
}

func (k *keeper) hasDescriptors() bool {
	listens, err := k.door.GetsockoptInt(controlFd, unix.SOL_SOCKET, unix.SO_ACCEPTCONN)
	return err == nil && listens != 0 && keepable(k.door, heldFd) == nil &&
		k.door.FileType(dirFd) == unix.S_IFDIR && k.door.FileType(noticeFd) == unix.S_IFIFO
}

func (k *keeper) keep() error {
	sys.IgnoreHangup()
	err := sys.CloseFrom(noticeFd + 1)
	if err == nil {
		err = sys.Claim()
	}
	if err == nil {
		err = sys.Settle() // its limit may be lowered at any time
	}
	if err == nil {
		k.file, _ = k.door.FileID(k.path)
		k.control, _ = k.door.FileIDAt(dirFd, k.name)
		sys.OnDeath(k.release)
	}
	sys.Notify(noticeFd, err)
	for done := err != nil; !done; {
		done = k.turn()
	}
	return err
}

// turn waits once and serves what is ready. It reports whether the socket was let go.
func (k *keeper) turn() (done bool) {
	fds := k.watched()
	if _, err := k.door.AwaitAny(fds, k.limit()); err != nil { // no memory, or fewer descriptors allowed than these
		k.door.Nap(rest)
	}
	now := time.Now()
	if !k.until.IsZero() && !now.Before(k.until) {
		k.release()
		return true
	}
	waiting := k.clients[:0]
	for i, c := range k.clients {
		ready := fds[i+1].Revents != 0
		if !ready && now.Before(c.until) {
			waiting = append(waiting, c)
			continue
		}
		done = ready && k.serve(c.fd) || done
		k.close(c.fd)
	}
	k.clients = waiting
	switch came := fds[0].Revents; {
	case came&ended != 0:
		done = k.renew(now) || done
	case came != 0:
		k.accept(now)
	}
	return done
}

// ended is what poll(2) reports of a control socket that was shut down from outside: no client can reach it any more.
const ended = unix.POLLHUP | unix.POLLRDHUP | unix.POLLERR | unix.POLLNVAL

// watched is the control socket, unless the keeper rests, and the clients.
func (k *keeper) watched() []unix.PollFd {
	fds := []unix.PollFd{{Fd: controlFd, Events: unix.POLLIN | unix.POLLRDHUP}}
	if time.Now().Before(k.resting) {
		fds[0].Fd = -1
	}
	for _, c := range k.clients {
		fds = append(fds, unix.PollFd{Fd: int32(c.fd), Events: unix.POLLIN})
	}
	return fds
}

// limit is when the keeper has something to do though nobody asks; zero is never.
func (k *keeper) limit() time.Time {
	limit := k.until
	next := []time.Time{k.resting}
	if len(k.clients) > 0 {
		next = append(next, k.clients[0].until)
	}
	for i, t := range next {
		past := i == 0 && !time.Now().Before(t) // the rest is over
		if !past && (limit.IsZero() || t.Before(limit)) {
			limit = t
		}
	}
	return limit
}

// accept takes a client of our own user.
func (k *keeper) accept(now time.Time) {
	fd, err := k.take()
	if fail.Is(err, unix.EMFILE) && !k.spent {
		_ = k.door.Close(reserveFd)
		k.spent = true
		fd, err = k.take()
	}
	switch {
	case fail.Is(err, unix.EAGAIN, unix.ECONNABORTED):
		return
	case err != nil: // mostly no descriptor or no memory
		k.resting = now.Add(rest)
		return
	}
	if uid, err := peerUser(k.door, fd); err != nil || uid != os.Geteuid() {
		k.close(fd)
		return
	}
	if len(k.clients) == mostClients {
		k.close(k.clients[0].fd)
		k.clients = k.clients[1:]
	}
	k.clients = append(k.clients, client{fd, now.Add(patience)})
}

func (k *keeper) take() (int, error) {
	fd, _, err := k.door.Accept4(controlFd, unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK)
	return fd, err
}

// close ends a client. The place of the reserve is filled again.
func (k *keeper) close(fd int) {
	_ = k.door.Close(fd)
	if k.spent {
		k.spent = sys.Place(unix.Stdout, reserveFd) != nil
	}
}

// renew replaces a control socket that has ended. If another keeper has the name by now, nobody can ask this one: it ends.
func (k *keeper) renew(now time.Time) (done bool) {
	err := k.reclaim()
	if fail.Is(err, unix.EEXIST) {
		k.release()
		return true
	}
	if err != nil {
		k.resting = now.Add(rest)
	}
	return false
}

func (k *keeper) reclaim() error {
	unlock, err := sys.Lock(dirFd)
	if err != nil {
		return err
	}
	defer unlock()
	fd, err := k.dir.claim(k.door, k.name)
	if err != nil {
		return err
	}
	err = sys.Place(fd, controlFd)
	_ = k.door.Close(fd)
	k.mu.Lock()
	defer k.mu.Unlock()
	k.control, _ = k.door.FileIDAt(dirFd, k.name)
	return err
}

// serve answers one request and reports whether the socket was let go.
func (k *keeper) serve(client int) (done bool) {
	ask := make([]byte, longestAsk)
	n, err := k.door.Recv(client, ask, 0)
	if err != nil || n == 0 {
		return false
	}
	switch request, rest := ask[0], ask[1:n]; request {
	case askSocket:
		_ = k.door.SendRights(client, fmt.Appendf(nil, "%d %d", k.born.UnixNano(), os.Getpid()), heldFd)
	case askOwn:
		if k.own(rest) {
			_ = k.door.SendRights(client, ask[:1])
		}
	case askClose:
		k.release()
		_ = k.door.SendRights(client, ask[:1])
		return true
	}
	return false
}

// own reads what askOwn is followed by.
func (k *keeper) own(text []byte) bool {
	var file sys.ID
	fields := strings.SplitN(string(bytes.TrimRight(text, "\x00")), " ", 3)
	if len(fields) != 3 {
		return false
	}
	var err, bad error
	file.Dev, err = strconv.ParseUint(fields[0], 10, 64)
	file.Ino, bad = strconv.ParseUint(fields[1], 10, 64)
	if err != nil || bad != nil || !filepath.IsAbs(fields[2]) {
		return false
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.path, k.file = fields[2], file
	return true
}

// release closes the socket and removes its names.
func (k *keeper) release() {
	k.mu.Lock()
	defer k.mu.Unlock()
	if now, isSocket := k.door.FileIDAt(dirFd, k.name); isSocket && now == k.control {
		_ = k.door.UnlinkAt(dirFd, k.name)
	}
	if now, isSocket := k.door.FileID(k.path); isSocket && now == k.file {
		_ = k.door.Unlink(k.path)
	}
	_ = k.door.Close(heldFd)
}
