package ref

import (
	"bytes"
	"cmp"
	"errors"
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

// The descriptors of a keeper. It has no others, except /dev/null as the standard three and two of the Go runtime.
const (
	heldFd    = 3
	controlFd = 4
	dirFd     = 5 // the directory of the control sockets
	noticeFd  = 6 // reports to Hold that the keeper is ready; closed after that

	reserveFd = 0 // closed to accept a client when no other descriptor is left
)

// A request to a keeper is one byte. More bytes follow only after askOwn.
const (
	askSocket = 'g' // get the descriptor, the keeper's start time and its process ID
	askClose  = 'c' // release the socket
	askOwn    = 'p' // remove a path together with the socket: device, inode and path follow
)

const (
	patience    = time.Second            // for the request of an accepted client
	mostClients = 64                     // that have not sent a request; one more closes the oldest
	mostAborted = 16                     // clients in a row that have left before accept4(2); more cause a rest
	rest        = 250 * time.Millisecond // before the next accept4(2) after an error
	longestAsk  = 8 << 10
)

// A keeper is the process that holds one socket.
type keeper struct {
	door    *sys.Door
	dir     Dir
	name    string    // of the held socket
	born    time.Time // start of the keeper
	until   time.Time // when to release the socket; zero: never
	resting time.Time // accept no client before this time
	spent   bool      // the descriptor number reserveFd belongs to a client
	aborted int       // clients in a row that have left before accept4(2)
	clients []client  // the oldest first

	mu      sync.Mutex // guards the fields below: a signal handler calls release from another thread
	control sys.ID     // the file of the control socket; another keeper may have replaced it
	path    string     // of the held UNIX socket, removed with it; or ""
	file    sys.ID     // identity of path when it was bound
}

// A client is a connection that has not sent a request yet.
type client struct {
	fd    int
	until time.Time
}

// Keeper returns the main function of a keeper process. It reports false unless args and the open descriptors are those
// that Hold passes. The arguments are KeeperWord, the path of the control socket, the time to live in nanoseconds (0:
// no limit), and the path of the held socket or "".
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
	err := fail.At("close_range", "", sys.CloseFrom(noticeFd+1))
	if err == nil {
		err = sys.Claim()
	}
	if err == nil {
		err = sys.Settle() // RLIMIT_NOFILE may be lowered at any time
	}
	if err == nil {
		err = k.identify()
	}
	if err == nil {
		sys.OnDeath(func() { _ = k.release() })
	}
	sys.Notify(noticeFd, err)
	for done := err != nil; !done; {
		done = k.turn()
	}
	return err
}

// identify notes which files are to be removed at the end.
func (k *keeper) identify() (err error) {
	if k.file, _, err = k.door.FileID(k.path); err != nil {
		return fail.At("stat", k.path, err)
	}
	k.control, _, err = k.door.FileIDAt(dirFd, k.name)
	return fail.At("stat", k.dir.file(k.name), err)
}

// turn waits for one event and serves what is ready. It reports whether the socket was released.
func (k *keeper) turn() (done bool) {
	fds := k.watched()
	if _, err := k.door.AwaitAny(fds, k.limit()); err != nil { // no memory, or RLIMIT_NOFILE is below the number of fds
		k.door.Nap(rest)
	}
	now := time.Now()
	if !k.until.IsZero() && !now.Before(k.until) {
		_ = k.release()
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

// ended has the poll(2) events of a control socket that was shut down from outside: clients can no longer reach it.
const ended = unix.POLLHUP | unix.POLLRDHUP | unix.POLLERR | unix.POLLNVAL

// watched returns the poll set: the control socket, unless accepting is paused, and the clients.
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

// limit returns the time of the next timed action. The zero time means none.
func (k *keeper) limit() time.Time {
	limit := k.until
	next := []time.Time{k.resting}
	if len(k.clients) > 0 {
		next = append(next, k.clients[0].until)
	}
	for i, t := range next {
		past := i == 0 && !time.Now().Before(t) // the pause has ended
		if !past && (limit.IsZero() || t.Before(limit)) {
			limit = t
		}
	}
	return limit
}

// accept accepts a client of the same user. It closes a client of another user.
func (k *keeper) accept(now time.Time) {
	fd, err := k.take()
	if fail.Is(err, unix.EMFILE) && !k.spent {
		_ = k.door.Close(reserveFd)
		k.spent = true
		fd, err = k.take()
	}
	switch {
	case fail.Is(err, unix.EAGAIN):
		return
	case fail.Is(err, unix.ECONNABORTED) && k.aborted < mostAborted:
		k.aborted++
		return
	case err != nil: // usually no descriptor or no memory
		k.resting = now.Add(rest)
		return
	}
	k.aborted = 0
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

// close closes a client, and restores the reserve descriptor.
func (k *keeper) close(fd int) {
	_ = k.door.Close(fd)
	if k.spent {
		k.spent = sys.Place(unix.Stdout, reserveFd) != nil
	}
}

// renew replaces a control socket that was shut down. If another keeper has the name by then, clients cannot reach this
// one, and it ends.
func (k *keeper) renew(now time.Time) (done bool) {
	err := k.reclaim()
	if fail.Is(err, unix.EEXIST) {
		_ = k.release()
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
	id, _, err := k.door.FileIDAt(dirFd, k.name)
	if err == nil {
		err = sys.Place(fd, controlFd)
	}
	_ = k.door.Close(fd)
	if err != nil {
		return k.dir.giveUp(k.door, k.name, err) // it is tried again
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.control = id
	return nil
}

// serve answers one request. It reports whether the socket was released.
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
		_ = k.door.SendRights(client, appendStays(ask[:1], k.release()))
		return true
	}
	return false
}

// own parses the rest of an askOwn request. It reports whether that is valid.
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

// release closes the held socket and removes its control socket and its path. It returns the error of a removal.
func (k *keeper) release() error {
	k.mu.Lock()
	defer k.mu.Unlock()
	control := fail.Stays("unlink", k.dir.file(k.name), k.door.RemoveAt(dirFd, k.name, k.control))
	path := fail.Stays("unlink", k.path, k.door.RemoveAt(unix.AT_FDCWD, k.path, k.file))
	_ = k.door.Close(heldFd)
	return cmp.Or(path, control)
}

// appendStays appends an error of release in the form that readStays reads.
func appendStays(b []byte, err error) []byte {
	var call *fail.Call
	if !errors.As(err, &call) {
		return b
	}
	return fmt.Appendf(b, "%d %s", int(call.Err), call.What)
}

// readStays returns the error that appendStays has appended. A keeper of an earlier version appends nothing.
func readStays(text string) error {
	number, path, _ := strings.Cut(text, " ")
	errno, err := strconv.ParseUint(number, 10, 16)
	if err != nil || errno == 0 {
		return nil //nolint:nilerr // the socket was released
	}
	return fail.Stays("unlink", path, unix.Errno(errno))
}
