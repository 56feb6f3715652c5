// Package pump moves bytes: lanes from a source to a sink, on one thread.
package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/sys"
)

// A Lane is one direction: a source, a sink and what lies between.
//
// It holds at most one buffer, or one pipe: nothing is read while something waits to be written, so memory
// does not grow and all that came before an error is out before the error is met.
type Lane struct {
	From Source
	To   Sink

	// Shape turns what was received into what is sent on; nil passes the bytes.
	// It sees the end of file too. The bytes it gets are only lent until it returns.
	Shape func(Piece) []byte
	// Join: several messages may go into one write, for the sink keeps no borders anyway.
	Join bool
	// Cut splits the bytes into messages; nil for streams.
	Cut *Framing
	// Convert, if not nil, changes each message that Cut makes.
	Convert func([]byte) []byte
	// Longest, if not nil, says how long a message the sink takes at most; 0 if it does not keep their borders.
	Longest func() int
	// Room is how long a sink may have no room, zero for as long as it does. The loop then ends with Full.
	Room time.Duration
	Full error
	// Size is the most to read at once.
	Size int
	// Apart: the lane is one of many sources, the error of its own ends only itself.
	Apart bool
	// Urgent: the source brings urgent bytes too. One that nothing follows is POLLPRI and no POLLIN.
	Urgent bool
	// Unwatched: whoever made the lane looks after the end of its sink, or poll(2) cannot tell of it.
	Unwatched bool
	// Lines: the sink is shared with other lanes, and a line of one is not to be cut by those of another.
	Lines bool
	// Reading and Writing are the call and object that an error of either end is told with.
	Reading, Writing [2]string

	// Heard, if not nil, is told of everything that came, before it is sent on.
	Heard func()
	// Ended, if not nil, is called once when the lane is done.
	Ended func()
	// Limit, if not nil, says how much may be moved and when.
	Limit Limit
	// Received and Sent count bytes, of messages what was written of them. First is when the first came.
	Received, Sent int64
	First          time.Time

	buf     []byte
	start   int         // buf[start:end] is read and not yet framed
	end     int         //
	out     []byte      // framed and not yet sent
	whole   bool        // out is a message that is not yet sent, perhaps an empty one
	endless bool        // and more of it has not been read: it is too long already
	clock   *loop.Timer // of Room
	eof     bool        // the source has ended
	done    bool        // the sink is finished too, or the lane was given up
	err     error       // why it was given up
	late    error       // why it will be, when what came before that is received
	hungUp  bool        // the sink's far side is gone; it is not watched for that again
	alive   bool        // that was said by POLLERR alone
	reaped  bool        // the loop has reported it
	full    bool        // the sink has just taken nothing
	futile  bool        // and did so although poll(2) had reported room, as it does for a datagram to a full UNIX socket
	missed  bool        // the source has just brought nothing

	refusal  bool // the sink took no more
	halfOpen bool // and the same connection, which has ended, may still bring something

	transfer
	burst
	tail
	timeo
	paused time.Time // nothing is to be received before, for Limit, or because of what poll(2) reports for good

	ready    bool   // the source never waits: it has no descriptor
	lender   Lender // the source, if it is one
	many     bool   // given to Loop.Add
	restless bool   // noted in Loop.restless
	served   uint64 // the last round it was served in
	pump     *Pump
	ways     *ways // what the pump's lanes share
	loop.Seat
}

// A Limit holds a lane to a rate.
type Limit interface {
	// Allow returns how many bytes may be received now, at most so many, or, with 0, how long to wait before asking again.
	Allow(most int) (n int, wait time.Duration)
	// Took is told how many were.
	Took(n int)
}

// wantsIn reports whether the lane waits for its source.
func (l *Lane) wantsIn() bool {
	return !l.done && !l.eof && !l.wantsOut() && l.paused.IsZero() && l.To.Open()
}

// wantsOut reports whether the lane waits for its sink.
func (l *Lane) wantsOut() bool {
	return !l.done && (l.whole || len(l.out) > 0 || l.held > 0 || (l.turned || l.ready && !l.eof && l.stocked()) && l.paused.IsZero())
}

// stocked reports whether a source that has no descriptor has something now.
func (l *Lane) stocked() bool { return l.lender == nil || l.lender.Stocked() }

// offers reports whether the lane has something for a sink that has no descriptor and takes it now.
func (l *Lane) offers() bool { return l.wantsOut() && l.To.FD() < 0 && l.To.Open() }

// ends reports whether nothing is left to do but to finish the sink.
func (l *Lane) ends() bool { return l.done || l.eof && !l.wantsOut() }

// unpolled is after how long the lane is to be served though poll(2) has reported nothing for it; negative is never.
// poll knows nothing of a lane about to meet its end, nor of a sink of which only trying tells whether it has room.
func (l *Lane) unpolled() time.Duration {
	switch {
	case l.done:
	case !l.paused.IsZero():
		return max(0, time.Until(l.paused))
	case l.late != nil && l.wantsIn():
		return 0
	case l.futile && l.wantsOut():
		return futilePause
	case l.patient && l.wantsIn():
		return patience
	case l.offers():
		return 0
	}
	return -1
}

// futilePause is how long to wait for a sink of which only trying tells whether it has room.
const futilePause = 10 * time.Millisecond

// allowed is how much of most may be received now; at 0 the lane pauses.
func (l *Lane) allowed(most int) int {
	if l.Limit == nil {
		return most
	}
	n, wait := l.Limit.Allow(most)
	if n == 0 {
		l.paused = time.Now().Add(wait)
	}
	return n
}

// pauses reports whether the lane was paused, and ends a pause that is over. What it is to move then poll(2) has to
// report first: a pipe or terminal would have us wait.
func (l *Lane) pauses() bool {
	if l.paused.IsZero() {
		return false
	}
	if !time.Now().Before(l.paused) {
		l.paused = time.Time{}
	}
	return true
}

// came counts what was received.
func (l *Lane) came(n int) {
	if l.Received == 0 {
		l.First = time.Now()
	}
	l.Received += int64(n)
	if l.Limit != nil {
		l.Limit.Took(n)
	}
	l.noted(n)
	if l.Heard != nil {
		l.Heard()
	}
}

// Arrivals is what to poll the source for.
func (l *Lane) Arrivals() int16 {
	if l.Urgent {
		return unix.POLLIN | unix.POLLPRI
	}
	return unix.POLLIN
}

// receive reads once and makes ready what can be sent.
func (l *Lane) receive() error {
	if l.late != nil && l.Lines {
		return l.fault(l.Reading, l.late)
	}
	if l.way != copying && !l.doubt {
		return l.move()
	}
	most := l.allowed(l.Size)
	if most == 0 {
		return nil
	}
	if l.gathers() {
		return l.received(l.gather())
	}
	if l.lender != nil {
		return l.received(l.From.Receive(nil))
	}
	room, err := l.room()
	if err != nil {
		return l.fault(l.Reading, err)
	}
	if !l.bordered() {
		room = room[:min(len(room), most)]
	}
	return l.received(l.From.Receive(room))
}

// bordered reports whether less room would make other messages of what is received.
func (l *Lane) bordered() bool { return l.overtaken() || l.Cut != nil && l.Cut.kind == framingRead }

// received is told what the source has brought.
func (l *Lane) received(p Piece, err error) error {
	switch {
	case fail.Is(err, unix.EAGAIN):
		l.missed = true
		return l.fault(l.Reading, l.late)
	case err != nil && l.late == nil && l.overtaken():
		l.late = err
		return nil
	case err != nil && l.hasTail():
		l.late = err
		l.finishLine()
		return nil
	case err != nil:
		return l.fault(l.Reading, err)
	case p.EOF && l.late != nil && l.overtaken():
		return l.fault(l.Reading, l.late)
	case p.Then != nil:
		l.late = p.Then
	}
	l.eof, l.doubt = p.EOF, false
	if !p.EOF || len(p.Data) > 0 {
		l.came(p.bytes())
	}
	switch {
	case p.shaped:
		l.out, l.whole = p.Data, p.whole
		return nil
	case l.Shape != nil:
		if err := sys.Room(shapeMost * len(p.Data)); err != nil {
			return l.fault(l.Reading, err)
		}
		l.out = l.Shape(p)
		return nil
	}
	l.consider(len(p.Data))
	l.end += len(p.Data)
	return l.frame()
}

// room returns where the next read goes: behind what is not yet framed, which moves to the front.
// Its error is ENOMEM.
func (l *Lane) room() ([]byte, error) {
	size := l.Size
	if l.Cut != nil {
		size = l.Cut.Room(l.Size)
	}
	if len(l.buf) < size {
		if err := l.borrow(size); err != nil {
			return nil, err
		}
		return l.buf[l.end:], nil
	}
	l.end = copy(l.buf, l.buf[l.start:l.end])
	l.start = 0
	return l.buf[l.end:], nil
}

// shapeMost is how many times as much memory as the bytes themselves Shape takes.
const shapeMost = 8

// rest gives the buffer back when nothing is in it: of many lanes few have something at a time.
func (l *Lane) rest() {
	switch {
	case l.buf == nil || len(l.out) > 0:
	case l.start == l.end:
		l.returnBuffer()
		l.out, l.start, l.end = nil, 0, 0
	case l.Lines:
		l.shrink()
	}
}

// frame takes the next message out of the buffer.
func (l *Lane) frame() error {
	held := l.buf[l.start:l.end]
	switch {
	case l.Lines:
		n := l.wholeLines(held)
		l.out, l.start = held[:n], l.start+n
		return nil
	case l.Cut == nil:
		l.out, l.start = held, l.end
		return nil
	}
	msg, used, ok, err := l.Cut.Next(held, l.eof)
	switch {
	case err != nil:
		return l.fault(l.Reading, err)
	case !ok && len(held) == len(l.buf):
		return l.grow()
	}
	l.whole, l.plain = ok, used == len(msg)
	l.start += used
	l.out, err = l.converted(msg)
	return l.fault(l.Reading, err)
}

// send writes once. A message goes out whole or fails.
func (l *Lane) send() error {
	if len(l.out) == 0 && !l.whole {
		return l.moveOn()
	}
	if sent, err := l.sendMany(); sent || err != nil {
		return err
	}
	n, err := l.To.Send(l.out)
	l.full = err == unix.EAGAIN //nolint:errorlint // the bare errno alone has the lane wait, see Sink
	switch {
	case l.full:
		return nil
	case l.endless:
		return l.refused(Endless(err, len(l.out)))
	case err != nil:
		return l.refused(err)
	}
	l.Sent += int64(n)
	l.out, l.whole = l.out[n:], false
	if len(l.out) == 0 && l.end > l.start && !l.Lines {
		return l.frame()
	}
	return nil
}

// refused gives the lane up because of its sink. A connection that has ended still brings what was received before; one that
// lives could bring more without end, and the error would wait for it.
func (l *Lane) refused(err error) error {
	l.refusal = true
	switch to := l.To.Caps(); {
	case !to.Socket:
		l.Apart = false
	case !to.Messages:
		l.halfOpen = l.ways.ended(l.To.FD())
	}
	return l.fault(l.Writing, err)
}

// Refused reports whether the lane was given up because its sink took no more.
func (l *Lane) Refused() bool { return l.refusal }

// settle finishes the sink when the source has ended and everything is out.
func (l *Lane) settle() error {
	if l.done || !l.eof || l.wantsOut() {
		return nil
	}
	l.done = true
	if err := l.To.Finish(); err != nil {
		return l.fault(l.Writing, err)
	}
	return nil
}

// overtaken reports whether an error of the source comes before the messages that arrived before it:
// the kernel tells first what it knows by ICMP.
func (l *Lane) overtaken() bool {
	return l.From.Caps().Messages
}

// fault gives the lane up, if there is an error.
func (l *Lane) fault(where [2]string, err error) error {
	if err == nil {
		return nil
	}
	l.done, l.out, l.whole, l.turned = true, nil, false, false
	l.err = fail.At(where[0], where[1], err)
	return l.err
}

// Done reports whether the lane has ended.
func (l *Lane) Done() bool { return l.done }

// Err returns why the lane was given up, nil if it ended well.
func (l *Lane) Err() error { return l.err }

// Drop forgets what waits to be sent, because the one it was for is gone.
func (l *Lane) Drop() { l.out, l.whole = nil, false }
