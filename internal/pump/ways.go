package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A way is how a lane's bytes get from its source to its sink. Each begins by copying, which all ends can do. With
// bulk the lane changes to the best its ends allow, and changes back for good when the kernel refuses it.
type way int

const (
	copying    way = iota // through a buffer of ours
	sending               // sendfile(2): file to socket
	splicing              // splice(2): pipe to socket, socket to pipe
	relaying              // splice(2) through a pipe of ours: socket to socket or file
	discarding            // recvfrom(2) with MSG_TRUNC: TCP to /dev/null
)

// A transfer is what a lane knows of its way.
type transfer struct {
	way     way
	decided bool // the way was chosen
	large   int  // bytes that reads in a row brought, each much
	turned  bool // sending or splicing: the source has something, it is the sink that we wait for
	misses  int  // so often in a row nothing was moved, though first one end and then the other was ready
	doubt   bool // the way reports an end, or nothing where poll(2) reports something: a read has to find out
	pipe    conduit
	held    int // bytes in pipe

	patient bool      // TCP reports nothing until much has come
	calm    int       // bytes moved since it reports everything again
	last    time.Time // when something was moved out of a pipe
}

const (
	// A conversation, and a page or two, stay with the calls that everybody knows: only bulk bytes in a row that come
	// bulkRead or more at a time are worth another way. To have copied them first costs less than a millisecond.
	bulkRead = 16 << 10
	bulk     = 512 << 10
	// moveMost is the most to move by one call, and the size of our pipes: what an ordinary user's may have
	// (fs.pipe-max-size). With 64 KiB there are 16 times as many calls.
	moveMost = 1 << 20
	// missesMost is how often both ends may look ready and move nothing until a read has to find out what is there:
	// at TCP's urgent mark splice(2) says EAGAIN though more has come.
	missesMost = 3
)

// consider changes the lane's way when it sees that there is much to move.
func (l *Lane) consider(n int) {
	if l.decided || l.Cut != nil || n == 0 {
		return
	}
	l.large += n
	if n < bulkRead || !l.alone() {
		l.large = 0
	}
	if l.large >= bulk || l.ways.eager && l.alone() {
		l.decided = true
		l.way = l.ways.choose(l)
		l.own()
	}
}

// move moves what it can without waiting.
func (l *Lane) move() error {
	most := l.allowed(moveMost)
	if most == 0 {
		return nil
	}
	n, err := l.moveOnce(most)
	switch {
	case fail.Is(err, unix.EAGAIN):
		l.missed = true
		l.miss()
	case l.unable(err):
		l.way, l.turned = copying, false
	case err != nil:
		return l.blame(err)
	case n == 0:
		l.doubt, l.turned = true, false
	default:
		l.misses = 0
		l.came(n)
		l.settleDown(n)
		l.rally(n)
		return l.moved(n)
	}
	return nil
}

func (l *Lane) moveOnce(most int) (int, error) {
	door, from, to := l.ways.door, l.From.FD(), l.To.FD()
	switch l.way {
	case sending:
		if f := l.From.Caps().Place; f != nil {
			return door.SendfileAt(to, f.Fd, &f.At, most)
		}
		return door.Sendfile(to, from, most)
	case discarding:
		return door.Discard(from, most)
	case relaying:
		return l.fill(most)
	case splicing, copying:
	}
	return door.Splice(from, to, most)
}

// fill splices into a pipe of ours, which the lane keeps only while something is in it.
func (l *Lane) fill(most int) (int, error) {
	if err := l.ways.lend(&l.pipe); err != nil {
		return 0, unix.EINVAL // without a pipe the lane copies
	}
	n, err := l.ways.door.Splice(l.From.FD(), l.pipe.w, most)
	if err != nil || n == 0 {
		l.ways.takeBack(&l.pipe)
	}
	return n, err
}

// moved is told of n bytes that have left the source.
func (l *Lane) moved(n int) error {
	l.closed = false
	if l.way == relaying {
		l.held = n
		return l.pour()
	}
	l.Sent += int64(n)
	return nil
}

// miss waits for the other end: one was ready, and still nothing moved.
func (l *Lane) miss() {
	l.turned = !l.turned && (l.way == sending || l.way == splicing)
	l.misses++
	if l.misses > missesMost {
		l.doubt, l.turned, l.misses = true, false, 0
	}
}

// unable reports whether an error says that the kernel does not do this with these descriptors. It has moved nothing then.
func (l *Lane) unable(err error) bool {
	return fail.Is(err, unix.EINVAL, unix.ENOSYS, unix.EOPNOTSUPP, unix.ESPIPE) || l.way == discarding && fail.Is(err, unix.EFAULT)
}

// blame gives the lane up for an error of one of its ends, and says which.
func (l *Lane) blame(err error) error {
	switch {
	case l.To.Caps().Conn != nil && l.way != relaying && !fail.Is(err, unix.EIO, unix.EISDIR, unix.ESTALE):
		return l.refused(err)
	case fail.Is(err, unix.EPIPE) && l.way == splicing && l.unread():
		return l.fault(l.Writing, errReaderGone)
	}
	return l.fault(l.Reading, err)
}

// unread reports whether the pipe that the lane ends in has no reader. A socket that the lane begins in can fail
// with the same EPIPE, when it is reset after the peer's end-of-file.
func (l *Lane) unread() bool {
	fds := []unix.PollFd{{Fd: int32(l.To.FD())}}
	_, err := l.ways.door.Poll(fds, 0)
	return err == nil && fds[0].Revents&unix.POLLERR != 0
}

// moveOn goes on where the sink had no room, as send does.
func (l *Lane) moveOn() error {
	l.full = false
	switch {
	case l.held > 0 && l.way == copying:
		return l.rescue()
	case l.held > 0:
		return l.pour()
	case !l.ready:
		return l.move()
	}
	if err := l.receive(); err != nil || len(l.out) == 0 {
		return err
	}
	return l.send()
}

// pour empties the lane's pipe into its sink.
func (l *Lane) pour() error {
	for l.held > 0 {
		n, err := l.ways.door.Splice(l.pipe.r, l.To.FD(), l.held)
		switch {
		case fail.Is(err, unix.EAGAIN):
			l.full = true
			return nil
		case l.unable(err) || err == nil && n == 0:
			l.way = copying
			return l.rescue()
		case err != nil:
			return l.refused(err)
		}
		l.held -= n
		l.Sent += int64(n)
	}
	l.ways.takeBack(&l.pipe)
	return nil
}

// rescue reads what is in the lane's pipe, to be sent by copying.
func (l *Lane) rescue() error {
	room, err := l.room()
	if err != nil {
		return l.fault(l.Reading, err)
	}
	n, err := l.ways.door.Read(l.pipe.r, room[:min(len(room), l.held)])
	if err != nil {
		return l.fault(l.Reading, err)
	}
	l.held -= n
	if l.held == 0 {
		l.ways.takeBack(&l.pipe)
	}
	l.end += n
	return l.frame()
}

// drop lets go what the lane had borrowed.
func (l *Lane) drop() {
	l.out, l.start, l.end = nil, 0, 0
	l.rest()
	if l.held > 0 {
		l.held = 0
		l.ways.throwAway(&l.pipe)
	}
}

// A conduit is a pipe of ours; with r and w 0 it is none.
type conduit struct{ r, w int }

// ways are what the lanes of one loop share: a lane borrows a buffer or a pipe while bytes are in it.
type ways struct {
	door    *sys.Door
	copies  bool // all lanes copy, for a test
	eager   bool // none waits for bulk, for a test
	pipes   []conduit
	buffers map[int][][]byte
	lent    int     // bytes of buffers that lanes have
	mark    [4]byte // the value of the last option set
}

// choose returns the best way from l's source to its sink, and prepares them for it.
func (w *ways) choose(l *Lane) way {
	best := w.best(l)
	if best == copying || best == discarding {
		return best
	}
	for _, conn := range [...]Conn{l.From.Caps().Conn, l.To.Caps().Conn} {
		if conn != nil && conn.Unblock() != nil {
			return copying
		}
	}
	if best == splicing {
		w.widen(l)
	}
	w.stretch(l.To)
	return best
}

// widen makes the pipe that l begins or ends in as large as ours, if it is smaller. It is somebody else's too, but only its room
// changes, never what is in it, and with the 16 pages it is made with the same bytes take twice the time.
func (w *ways) widen(l *Lane) {
	fd := l.From.FD()
	if l.From.Caps().Conn != nil {
		fd = l.To.FD()
	}
	if size, err := w.door.PipeSize(fd); err == nil && size < moveMost {
		_, _ = w.door.SetPipeSize(fd, moveMost)
	}
}

func (w *ways) best(l *Lane) way {
	from, to := l.From.Caps(), l.To.Caps()
	switch fd := l.To.FD(); {
	case w.copies:
	case to.Void && from.Conn != nil && from.TCP:
		return discarding
	case to.Conn != nil:
		return w.bestInto(from, l.From.FD())
	case from.Conn == nil || !to.File:
	case from.TCP && w.door.IsNull(fd):
		return discarding
	case w.door.FileType(fd) == unix.S_IFIFO:
		return splicing
	case w.door.FileType(fd) == unix.S_IFREG || w.door.IsNull(fd):
		return relaying
	}
	return copying
}

// bestInto is the best way into a socket that no other process has. Other files than these might wait.
func (w *ways) bestInto(from Caps, fd int) way {
	switch {
	case from.Conn != nil:
		return relaying
	case from.Place != nil:
		return sending
	case !from.File:
	case w.door.FileType(fd) == unix.S_IFREG:
		return sending
	case w.door.FileType(fd) == unix.S_IFIFO:
		return splicing
	case w.isStream(fd):
		return relaying
	}
	return copying
}

// isStream reports whether standard input is a connection. Out of one that others share splice(2) waits for the first
// byte only, and that poll(2) has reported.
func (w *ways) isStream(fd int) bool {
	typ, err := w.door.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_TYPE)
	return err == nil && typ == unix.SOCK_STREAM
}

// ended reports whether the peer of a stream socket sends no more: what was received before is all that there is to receive.
func (w *ways) ended(fd int) bool {
	ended, err := w.door.Await(fd, unix.POLLRDHUP, time.Now())
	return err == nil && ended&(unix.POLLRDHUP|unix.POLLHUP) != 0
}

// lend puts an empty pipe into c, unless it has one.
func (w *ways) lend(c *conduit) (err error) {
	switch n := len(w.pipes); {
	case c.w != 0:
	case n > 0:
		*c = w.pipes[n-1]
		w.pipes = w.pipes[:n-1]
	default:
		if c.r, c.w, err = w.door.Pipe(); err == nil {
			_, _ = w.door.SetPipeSize(c.w, moveMost) // a smaller one does it too
		}
	}
	return err
}

// takeBack takes an empty pipe out of c.
func (w *ways) takeBack(c *conduit) {
	if len(w.pipes) == pipesMost {
		w.throwAway(c)
		return
	}
	w.pipes = append(w.pipes, *c)
	*c = conduit{}
}

// pipesMost is how many pipes are kept for the next lane: 16 of 1 MiB are a quarter of what an ordinary user's
// pipes may have together before the kernel makes new ones small (fs.pipe-user-pages-soft).
const pipesMost = 16

func (w *ways) throwAway(c *conduit) {
	_, _ = w.door.Close(c.r), w.door.Close(c.w)
	*c = conduit{}
}

func (w *ways) close() {
	for i := range w.pipes {
		w.throwAway(&w.pipes[i])
	}
	w.pipes = nil
}
