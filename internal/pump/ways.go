package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// A conduit is a pipe of sock's own; with r and w 0 it is none.
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

// choose returns the best way from a source to a sink, prepares them for it, and returns what moves the bytes.
func (w *ways) choose(from Source, to Sink) (way, mover) {
	best := w.best(from, to)
	if best == copying {
		return copying, nil
	}
	if best != discarding {
		for _, conn := range [...]Conn{from.Caps().Conn, to.Caps().Conn} {
			if conn != nil && conn.Unblock() != nil {
				return copying, nil
			}
		}
	}
	return best, w.prepare(best, from, to)
}

// prepare returns the mover of a way.
func (w *ways) prepare(best way, from Source, to Sink) mover {
	switch best {
	case sending:
		w.enlarge(to)
		return &sendfileMover{door: w.door, from: from.FD(), to: to.FD(), place: from.Caps().Place}
	case splicing:
		w.widen(from, to)
		w.enlarge(to)
		return &spliceMover{door: w.door, from: from.FD(), to: to.FD(), gather: from.Caps().File}
	case relaying:
		w.enlarge(to)
		return &relayMover{ways: w, from: from.FD(), to: to.FD()}
	case discarding:
		return &discardMover{door: w.door, from: from.FD()}
	case copying:
	}
	return nil
}

// widen makes the pipe at one end as large as sock's own, if it is smaller. Other processes have it too, but only its room
// changes, not its content, and with the 16 pages it is made with the same bytes take twice the time.
func (w *ways) widen(from Source, to Sink) {
	fd := from.FD()
	if from.Caps().Conn != nil {
		fd = to.FD()
	}
	if size, err := w.door.PipeSize(fd); err == nil && size < moveMost {
		_, _ = w.door.SetPipeSize(fd, moveMost)
	}
}

func (w *ways) best(source Source, sink Sink) way {
	from, to := source.Caps(), sink.Caps()
	switch fd := sink.FD(); {
	case w.copies:
	case to.Void && from.Conn != nil && from.TCP:
		return discarding
	case to.Conn != nil:
		return w.bestInto(from, source.FD())
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
