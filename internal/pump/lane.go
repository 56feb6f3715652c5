// Package pump moves bytes: lanes from a source to a sink, on one thread.
package pump

import (
	"time"

	"sock/internal/loop"
)

// A Lane is one direction: a source, a sink and what lies between.
//
// It holds at most one buffer, or one pipe: nothing is read while something waits to be written, so memory
// does not grow, and everything received before an error is written before the error is met.
type Lane struct {
	From Source
	To   Sink

	// Shape turns what was received into what is sent on; nil passes the bytes.
	// It sees the end of file too. The bytes it gets are only lent until it returns.
	Shape func(Piece) []byte
	// Join: several messages may go into one write, because the sink keeps no borders.
	Join bool
	// Whole: what each receive brings is one message for the sink, an empty one too.
	Whole bool
	// Cut splits the bytes into messages; nil for streams.
	Cut *Framing
	// Convert, if not nil, changes each message that Cut makes.
	Convert func([]byte) []byte
	// Longest, if not nil, returns the size of the longest message that the sink takes; 0 if it does not keep borders.
	Longest func() int
	// Room is how long a sink may have no room, zero for no limit. The loop then ends with NoRoom.
	Room   time.Duration
	NoRoom error
	// Size is the most to read at once.
	Size int
	// Isolated: the lane is one of many; an error of its source ends only itself.
	Isolated bool
	// Urgent: the source brings urgent bytes too. poll(2) reports one that nothing follows as POLLPRI, not as POLLIN.
	Urgent bool
	// Unwatched: the maker of the lane watches for the end of its sink, or poll(2) does not report that.
	Unwatched bool
	// Lines: other lanes share the sink, and no lane cuts a line of another.
	Lines bool
	// Reading and Writing are the call and the object that the error of an end names.
	Reading, Writing [2]string

	// OnReceive, if not nil, is called after each receive, before the bytes are sent on.
	OnReceive func()
	// Ended, if not nil, is called once when the lane is done.
	Ended func()
	// Limit, if not nil, says how much may be moved and when.
	Limit Limit
	// Received and Sent count bytes, of messages what was written of them. First is when the first byte was received.
	Received, Sent int64
	First          time.Time

	phase phase
	late  error // ends the lane when what the source brought before it is received
	err   error // why the lane was given up

	copy   copier   // the bytes that pass through a buffer
	direct direct   // how the kernel moves the others
	low    lowWater // SO_RCVLOWAT of the source
	sink   sinkState
	line   tail
	timeo  timeo
	clock  *loop.Timer // of Room

	missed bool      // the last receive brought nothing
	paused time.Time // nothing is to be received before, for Limit, or because of what poll(2) goes on to report

	refusal  bool // the sink took no more
	halfOpen bool // and the same connection, which has ended, may still bring something
	reported bool // Ended was called

	ready  bool   // the source never waits: it has no descriptor
	lender Lender // the source, if it is one
	// overtaken: the kernel reports an error of the source before messages that arrived earlier, because it knows it by ICMP.
	overtaken bool
	many      bool   // given to Pump.Add
	due       bool   // noted in Pump.due
	served    uint64 // the last round it was served in
	pump      *Pump
	ways      *ways // what the pump's lanes share
	loop.Seat
}

// A phase is how far a lane has come.
type phase uint8

const (
	moving   phase = iota // the source may bring more
	draining              // the source has ended; the sink may still have to take something
	complete              // both have ended
	givenUp               // the lane has ended before its source
)

// A sinkState is what a lane knows of its sink.
type sinkState struct {
	full     bool // the last send got EAGAIN
	spurious bool // although poll(2) had reported room, as it does for a datagram to a full UNIX socket
	hungUp   bool // its far side is gone; it is not watched for that again
	onlyErr  bool // POLLERR alone reported that
}

// A Limit holds a lane to a rate.
type Limit interface {
	// Allow returns how many bytes may be received now, at most so many, or, with 0, how long to wait before asking again.
	Allow(most int) (n int, wait time.Duration)
	// Took counts n bytes that were received.
	Took(n int)
}

// over reports whether the lane has ended.
func (p phase) over() bool { return p >= complete }

// sourceEnded reports whether the source has ended.
func (p phase) sourceEnded() bool { return p == draining || p == complete }

// finish ends the lane.
func (l *Lane) finish() {
	if l.phase == draining {
		l.phase = complete
	} else if l.phase == moving {
		l.phase = givenUp
	}
}

// attach has the lane use what the lanes of one pump share.
func (l *Lane) attach(w *ways) {
	l.ways, l.copy.lane = w, l
	from := l.From.Caps()
	l.lender, l.overtaken = from.Lender, from.Messages
	l.copy.segmenter = l.To.Caps().Segmenter
	if l.Join && from.Batcher != nil && l.Limit == nil && l.Size <= batchedMost {
		l.copy.batch = &batch{from: from.Batcher}
	}
}

// wantsIn reports whether the lane waits for its source.
func (l *Lane) wantsIn() bool {
	return l.phase == moving && !l.wantsOut() && l.paused.IsZero() && l.To.Open()
}

// wantsOut reports whether the lane waits for its sink.
func (l *Lane) wantsOut() bool {
	if l.phase.over() {
		return false
	}
	return l.copy.pending() || l.direct.held() > 0 || (l.direct.turned || l.ready && l.phase == moving && l.hasInput()) && l.paused.IsZero()
}

// hasInput reports whether a source that has no descriptor has something now.
func (l *Lane) hasInput() bool { return l.lender == nil || l.lender.Stocked() }

// offers reports whether the lane has something for a sink that has no descriptor and takes it now.
func (l *Lane) offers() bool { return l.wantsOut() && l.To.FD() < 0 && l.To.Open() }

// ends reports whether nothing is left to do but to finish the sink.
func (l *Lane) ends() bool { return l.phase.over() || l.phase == draining && !l.wantsOut() }

// retryAfter is how long to wait before the lane is served without an event; negative is for ever. poll(2) reports nothing of a
// lane about to meet its end, nor of a sink of which only a send tells whether it has room.
func (l *Lane) retryAfter() time.Duration {
	switch {
	case l.phase.over():
	case !l.paused.IsZero():
		return max(0, time.Until(l.paused))
	case l.late != nil && l.wantsIn():
		return 0
	case l.sink.spurious && l.wantsOut():
		return spuriousPause
	case l.low.raised && l.wantsIn():
		return lowWaterMost
	case l.offers():
		return 0
	}
	return -1
}

// spuriousPause is how long to wait for a sink of which only a send tells whether it has room.
const spuriousPause = 10 * time.Millisecond

// Done reports whether the lane has ended.
func (l *Lane) Done() bool { return l.phase.over() }

// Err returns why the lane was given up, nil if it ended well.
func (l *Lane) Err() error { return l.err }

// HalfOpen reports whether the sink took no more because its connection has ended, which may still bring what was sent before.
func (l *Lane) HalfOpen() bool { return l.halfOpen }

// Refused reports whether the lane was given up because its sink took no more.
func (l *Lane) Refused() bool { return l.refusal }

// Discard forgets what waits to be sent, because its receiver is gone.
func (l *Lane) Discard() { l.copy.discard() }

// release returns what the lane has borrowed.
func (l *Lane) release() {
	l.copy.close()
	l.direct.close()
}
