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

	there, back *pump.Lane
	open        int // directions that have not ended
	err         error
	broken      bool // both ends are to be reset
}

// A Way says how bytes are moved in one direction.
type Way struct {
	Limit pump.Limit // nil: none
}

// RelayMessage is room for any message that a socket takes without larger buffers. A longer one is EMSGSIZE.
const RelayMessage = 256 << 10

// Start begins to move. The pump calls Over later, also if there is nothing to move.
func (p *Pair) Start() {
	p.there = p.lane(p.Near, p.Far, p.There)
	p.back = p.lane(p.Far, p.Near, p.Back)
	for _, l := range []*pump.Lane{p.there, p.back} {
		if l != nil {
			p.open++
		}
	}
	for _, l := range []*pump.Lane{p.there, p.back} {
		if l != nil {
			p.Pump.Add(l)
		}
	}
	if p.open == 0 {
		p.Pump.After(0, p.over)
	}
}

// lane returns one direction, nil if nothing is moved that way.
func (p *Pair) lane(from, to *End, w *Way) *pump.Lane {
	if w == nil || from.Source == nil || to.Sink == nil {
		return nil
	}
	receive, _ := from.verbs()
	_, send := to.verbs()
	l := &pump.Lane{
		From: from.Source, To: to.Sink, Size: LaneSize, Isolated: true, Unwatched: true, Limit: w.Limit,
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
	l.Ended = func() { p.ended(l, from) }
	return l
}

// other returns the other direction, nil if there is none.
func (p *Pair) other(l *pump.Lane) *pump.Lane {
	if l == p.there {
		return p.back
	}
	return p.there
}

// ended notes that a direction has ended. If its source was reset nothing can be sent back to it. If its sink took no more because
// that connection has ended, what it has sent before is still passed on.
func (p *Pair) ended(l *pump.Lane, from *End) {
	p.open--
	other := p.other(l)
	if err := l.Err(); err != nil {
		p.err, p.broken = cmp.Or(p.err, err), true
		if other != nil && !l.HalfOpen() {
			p.Pump.GiveUp(other)
		}
	}
	switch {
	case p.open == 0:
		p.Pump.After(0, p.over)
	case from.FD >= 0 && other != nil && !p.broken:
		p.watch(from, other)
	}
}

// watch waits for the end of an end that sends nothing more: closed, it does not receive any more either, and nothing but poll(2)
// reports that before something is sent to it.
func (p *Pair) watch(e *End, to *pump.Lane) {
	p.Pump.AddWatch(&loop.Watch{FD: e.FD, Ready: func() error {
		p.Pump.Forget(e.FD)
		if e.Program && p.Near.Socket != nil && p.Far.Socket != nil {
			p.quiet(to, p.other(to), to.Received)
			return nil
		}
		if err := p.gone(e, to); err != nil {
			p.err, p.broken = cmp.Or(p.err, err), true
		}
		p.Pump.GiveUp(to)
		return nil
	}})
}

// quietPause is how long a connection whose program has ended may send nothing until it is closed. To close one that still sends
// would reset it, and the answer with it.
const quietPause = 200 * time.Millisecond

// quiet gives a direction up when it has brought nothing since it had brought so many bytes, and its source has acknowledged all of
// the answer.
func (p *Pair) quiet(l, answer *pump.Lane, had int64) {
	p.Pump.After(quietPause, func() error {
		unsent, _ := p.Env.Door.Unsent(answer.To.FD())
		switch {
		case l.Done():
		case l.Received == had && unsent == 0:
			p.Pump.GiveUp(l)
		default:
			p.quiet(l, answer, l.Received)
		}
		return nil
	})
}

// gone returns why an end that hung up does not get what was to be sent to it.
func (p *Pair) gone(e *End, to *pump.Lane) error {
	_, send := e.verbs()
	if err := to.To.Hangup(); err != nil {
		return fail.At(send, e.What, err)
	}
	if n := to.Untaken(); n > 0 {
		return &fail.Call{Name: send, What: e.What, Err: unix.EPIPE, Why: show.ByteCount(n) + " were not taken"}
	}
	return nil
}

// over closes both ends.
func (p *Pair) over() error {
	for _, e := range []*End{p.Near, p.Far} {
		if e.FD >= 0 {
			p.Pump.Forget(e.FD)
		}
		if p.broken {
			e.abort(p.Env)
		}
		if e.Close != nil {
			e.Close()
		}
	}
	return p.Over(p.err)
}

// Moved returns the bytes that were moved in each direction so far.
func (p *Pair) Moved() (there, back int64) {
	if p.there != nil {
		there = p.there.Sent
	}
	if p.back != nil {
		back = p.back.Sent
	}
	return there, back
}

// Report is the line of -v about a pair that has ended.
func (p *Pair) Report(began time.Time) {
	there, back := p.Moved()
	p.Env.Tell("%s to %s ended after %s: %s there, %s back", p.Near.What, p.Far.What, brief(time.Since(began)),
		show.ByteCount(int(there)), show.ByteCount(int(back)))
}
