package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A way is how a lane's bytes get from its source to its sink. Each lane begins by copying, which all ends allow. With
// bulk it changes to the best way its ends allow, and changes back permanently when the kernel refuses it.
type way uint8

const (
	copying    way = iota // through a buffer of sock's own
	sending               // sendfile(2): file to socket
	splicing              // splice(2): pipe to socket, socket to pipe
	relaying              // splice(2) through a pipe of sock's own: socket to socket or file
	discarding            // recvfrom(2) with MSG_TRUNC: TCP to /dev/null
)

// A mover moves bytes in the kernel. None of its calls waits: EAGAIN says that an end was not ready.
type mover interface {
	// move takes bytes from the source, at most so many. None without an error is an end, or nothing where poll(2) reports something.
	move(most int) (int, error)
	// flush gives the sink what the mover holds, once.
	flush() (int, error)
	// takeBack reads what the mover holds, for it to be sent by copying.
	takeBack(room []byte) (int, error)
	held() int // bytes that have left the source and are not in the sink
	close()
}

// direct is what a lane knows of the way past its buffer.
type direct struct {
	way     way
	mover   mover // nil until there was a way; one that the kernel has refused may still hold bytes
	decided bool  // the way was chosen
	large   int   // bytes that reads in a row brought, each much
	turned  bool  // sending or splicing: the source has something, and the lane waits for the sink
	misses  int   // so often in a row nothing was moved, though first one end and then the other was ready
	doubt   bool  // the way reports an end, or nothing where poll(2) reports something: a read has to find out
}

const (
	// A conversation, and a page or two, stay with the usual calls: only bulk bytes in a row that arrive
	// bulkRead or more at a time are worth another way. To have copied them first costs less than a millisecond.
	bulkRead = 16 << 10
	bulk     = 512 << 10
	// moveMost is the most to move by one call, and the size of sock's own pipes: what an ordinary user's may have
	// (fs.pipe-max-size). With 64 KiB there are 16 times as many calls.
	moveMost = 1 << 20
	// missesMost is how often both ends may look ready and move nothing until a read has to find out what is there:
	// at TCP's urgent mark splice(2) says EAGAIN although more has arrived.
	missesMost = 3
)

// held is how many bytes are between the source and the sink.
func (d *direct) held() int {
	if d.mover == nil {
		return 0
	}
	return d.mover.held()
}

// single reports whether one call moves bytes from end to end: EAGAIN may then be of either.
func (d *direct) single() bool { return d.way == sending || d.way == splicing }

// copyAgain has the lane copy. What the mover holds is taken back first.
func (d *direct) copyAgain() { d.way, d.turned = copying, false }

// close gives up what the mover holds.
func (d *direct) close() {
	if d.mover != nil {
		d.mover.close()
	}
}

// miss waits for the other end: one was ready, and still nothing moved.
func (d *direct) miss() {
	d.turned = !d.turned && d.single()
	d.misses++
	if d.misses > missesMost {
		d.doubt, d.turned, d.misses = true, false, 0
	}
}

// consider changes the lane's way when it sees that there is much to move.
func (l *Lane) consider(n int) {
	d := &l.direct
	if d.decided || l.Cut != nil || n == 0 {
		return
	}
	d.large += n
	if n < bulkRead || !l.onlyWriter() {
		d.large = 0
	}
	if d.large >= bulk || l.ways.eager && l.onlyWriter() {
		d.decided = true
		d.way, d.mover = l.ways.choose(l.From, l.To)
		l.own()
	}
}

// move moves what it can without waiting.
func (l *Lane) move() error {
	most := l.allowed(moveMost)
	if most == 0 {
		return nil
	}
	d := &l.direct
	n, err := d.mover.move(most)
	switch {
	case fail.Is(err, unix.EAGAIN):
		l.missed = true
		d.miss()
	case unable(err):
		d.copyAgain()
	case err != nil:
		return l.blame(err)
	case n == 0:
		d.doubt, d.turned = true, false
	default:
		d.misses = 0
		l.countReceived(n)
		l.raiseLowWater(n)
		return l.moved(n)
	}
	return nil
}

// moved handles n bytes that have left the source.
func (l *Lane) moved(n int) error {
	l.line.closed = false
	if l.direct.held() > 0 {
		return l.flush()
	}
	l.Sent += int64(n)
	return nil
}

// unable reports whether an error says that the kernel does not do this with these descriptors. It has moved nothing then.
func unable(err error) bool {
	return fail.Is(err, unix.EINVAL, unix.ENOSYS, unix.EOPNOTSUPP, unix.ESPIPE)
}

// blame gives the lane up for an error of one of its ends, and says which.
func (l *Lane) blame(err error) error {
	switch {
	case l.To.Caps().Conn != nil && l.direct.way != relaying && !fail.Is(err, unix.EIO, unix.EISDIR, unix.ESTALE):
		return l.sinkFailed(err)
	case fail.Is(err, unix.EPIPE) && l.direct.way == splicing && l.unread():
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
	l.sink.full = false
	switch held := l.direct.held(); {
	case held > 0 && l.direct.way == copying:
		return l.rescue()
	case held > 0:
		return l.flush()
	case !l.ready:
		return l.move()
	}
	if err := l.receive(); err != nil || len(l.copy.out) == 0 {
		return err
	}
	return l.send()
}

// flush empties the mover into the sink.
func (l *Lane) flush() error {
	for l.direct.held() > 0 {
		n, err := l.direct.mover.flush()
		switch {
		case fail.Is(err, unix.EAGAIN):
			l.sink.full = true
			return nil
		case unable(err) || err == nil && n == 0:
			l.direct.way = copying
			return l.rescue()
		case err != nil:
			return l.sinkFailed(err)
		}
		l.Sent += int64(n)
	}
	return nil
}

// rescue reads what the mover holds, to be sent by copying.
func (l *Lane) rescue() error {
	room, err := l.copy.room()
	if err != nil {
		return l.fault(l.Reading, err)
	}
	n, err := l.direct.mover.takeBack(room)
	if err != nil {
		return l.fault(l.Reading, err)
	}
	l.copy.end += n
	return l.copy.frame()
}
