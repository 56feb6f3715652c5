package session

import (
	"cmp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/show"
)

// A Pair joins two ends. Each direction ends by itself: the end of one source is passed on to the other end's sink, and a reset
// of one connection resets the other.
type Pair struct {
	Env       *env.Env
	Pump      *pump.Pump
	Near, Far *End
	There     *Way // from Near to Far; nil: nothing is moved that way
	Back      *Way
	// Over is called once, when both directions have ended and both ends are closed. Its error ends the loop.
	Over func(err error) error

	there, back *Course
	rest        *pump.Lane // discards what nothing takes any more; nil for none
	open        int        // directions that have not ended
	err         error
	broken      bool // both ends are to be reset
	stalled     bool // a direction is to bring nothing more, not even its end
	drains      *End // what it was sent is to be acknowledged before it is reset
	drainEnd    time.Time
}

// RelayMessage is room for any message that a socket takes without larger buffers. A longer one is EMSGSIZE.
const RelayMessage = 256 << 10

// Start begins to move. The pump calls Over later, also if there is nothing to move.
func (p *Pair) Start() {
	p.there = p.course(p.Near, p.Far, p.There)
	p.back = p.course(p.Far, p.Near, p.Back)
	for _, c := range []*Course{p.there, p.back} {
		if c != nil {
			p.open++
		}
	}
	for _, c := range []*Course{p.there, p.back} {
		if c != nil {
			c.Start()
		}
	}
	if p.open == 0 {
		p.Pump.After(0, p.over)
	}
}

// course returns one direction, nil if nothing is moved that way.
func (p *Pair) course(from, to *End, w *Way) (c *Course) {
	if w == nil || from.Source == nil || to.Sink == nil {
		return nil
	}
	l := p.lane(from, to)
	if w.Faults != nil && w.Faults.OfStreams() {
		l.To = p.bound(to, w.Faults, func(f func(*Course, *End)) { f(c, to) })
	}
	c = NewCourse(p.Pump, l, w, func(c *Course) { p.ended(c, from) })
	return c
}

// lane returns the lane of one direction.
func (p *Pair) lane(from, to *End) *pump.Lane {
	receive, _ := from.verbs()
	_, send := to.verbs()
	l := &pump.Lane{
		From: from.Source, To: to.Sink, Size: LaneSize, Isolated: true, Unwatched: true,
		Reading: [2]string{receive, from.What}, Writing: [2]string{send, to.What},
	}
	switch {
	case from.keepsBoundaries() && to.keepsBoundaries():
		l.Size, l.Whole = RelayMessage, true
	case from.keepsBoundaries():
		l.Size = RelayMessage
	case to.keepsBoundaries():
		l.Cut, l.Longest = &pump.Framing{}, to.Socket.Longest(p.Env)
	}
	return l
}

// other returns the other direction, nil if there is none.
func (p *Pair) other(c *Course) *Course {
	if c == p.there {
		return p.back
	}
	return p.there
}

// ended notes that a direction has ended. If its source was reset nothing can be sent back to it. If its sink took no more because
// that connection has ended, what it has sent before is still passed on.
func (p *Pair) ended(c *Course, from *End) {
	p.open--
	other := p.other(c)
	if err := c.Err(); err != nil {
		p.err, p.broken = cmp.Or(p.err, err), true
		switch {
		case other == nil:
		case !c.last.HalfOpen():
			other.GiveUp()
		case p.open > 0 && from.Socket != nil && !from.Socket.Shared:
			p.discard(from, other)
		}
	}
	switch {
	case p.stalled && !p.broken:
	case p.open == 0:
		p.Pump.After(0, p.over)
	case from.FD >= 0 && other != nil && !p.broken:
		p.watch(from, other)
	}
}

// watch waits for the end of an end that sends nothing more: closed, it does not receive any more either, and nothing but poll(2)
// reports that before something is sent to it.
func (p *Pair) watch(e *End, to *Course) {
	p.Pump.AddWatch(&loop.Watch{FD: e.FD, Ready: func() error {
		p.Pump.Forget(e.FD)
		if e.Program && p.Near.Socket != nil && p.Far.Socket != nil {
			p.quiet(to, p.other(to), to.first.Received, to.first.Received+unheard)
			return nil
		}
		if err := p.gone(e, to); err != nil {
			p.err, p.broken = cmp.Or(p.err, err), true
		}
		to.GiveUp()
		return nil
	}})
}

// quietPause is how long a connection whose program has ended may send nothing until it is closed. To close one that still sends
// would reset it, and the answer with it.
const quietPause = 200 * time.Millisecond

// quiet gives a direction up when it has brought nothing since it had brought so many bytes, and its source has acknowledged all of
// the answer. One that goes on to send is given up after most bytes: nothing will ever read them.
func (p *Pair) quiet(c, answer *Course, had, most int64) {
	p.Pump.After(quietPause, func() error {
		unsent, _ := p.Env.Door.Unsent(answer.last.To.FD())
		switch {
		case c.first.Done():
		case (c.first.Received == had || c.first.Received > most) && unsent == 0:
			c.GiveUp()
		default:
			p.quiet(c, answer, c.first.Received, most)
		}
		return nil
	})
}

// gone returns why an end that hung up does not get what was to be sent to it.
func (p *Pair) gone(e *End, to *Course) error {
	_, send := e.verbs()
	if err := to.last.To.Hangup(); err != nil {
		return fail.At(send, e.What, err)
	}
	if n := to.untaken(); n > 0 {
		return &fail.Call{Name: send, What: e.What, Err: unix.EPIPE, Why: show.ByteCount(n) + " were not taken"}
	}
	return nil
}

// over closes both ends.
func (p *Pair) over() error {
	if p.drains != nil && !p.drained() {
		p.Pump.After(drainPause, p.over)
		return nil
	}
	if p.rest != nil {
		p.Pump.GiveUp(p.rest)
	}
	for _, e := range []*End{p.Near, p.Far} {
		if e.FD >= 0 {
			p.Pump.Forget(e.FD)
		}
		if p.broken {
			e.abort(p.Env)
		}
		e.GiveUp()
	}
	return p.Over(p.err)
}

// Moved returns the bytes that were moved in each direction so far.
func (p *Pair) Moved() (there, back int64) {
	if p.there != nil {
		there = p.there.Moved()
	}
	if p.back != nil {
		back = p.back.Moved()
	}
	return there, back
}

// Report is the line of -v about a pair that has ended.
func (p *Pair) Report(began time.Time) {
	there, back := p.Moved()
	p.Env.Tell("%s to %s ended after %s: %s there, %s back", p.Near.What, p.Far.What, brief(time.Since(began)),
		show.ByteCount(int(there)), show.ByteCount(int(back)))
}
