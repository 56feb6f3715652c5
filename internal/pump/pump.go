package pump

import (
	"cmp"
	"time"

	"sock/internal/loop"
	"sock/internal/sys"
)

// A Pump runs lanes until they are done. Its work for an event does not depend on how many lanes there are, except for the
// few of Lanes.
type Pump struct {
	loop.Loop
	Lanes []*Lane // the few whose ends affect each other; the many are given to Add

	// Stays has Run go on without lanes until Stop is called.
	Stays bool
	// Ended is called once for every lane that is done and has no Ended of its own. It may add lanes, or call Stop.
	Ended func(*Lane)

	err      error // the first of a lane given to Add that ended all
	live     int   // lanes given to Add that are not done
	round    uint64
	due      []*Lane // to be served without an event, see retryAfter
	spare    []*Lane // the list of the round before, whose room is used again
	toReport []*Lane // given to Add and done, not yet reported
	ways     ways
	shared   shared
}

// New returns a pump of lanes whose ends affect each other.
func New(door *sys.Door, lanes ...*Lane) *Pump {
	return &Pump{Loop: loop.Loop{Door: door}, Lanes: lanes}
}

// Run moves bytes until every lane is done. A lane given up for an error leaves the others going,
// so that what has arrived is not lost; the first error is returned at the end.
func (p *Pump) Run() (err error) {
	p.begin()
	defer p.close()
	defer func() { err = cmp.Or(err, p.flushAll()) }()
	for !p.finished() {
		if over, err := p.Expired(); over {
			return cmp.Or(err, p.firstError())
		}
		if err := p.turn(); err != nil {
			return err
		}
		if err := p.Fire(); err != nil {
			return err
		}
		p.reap()
		p.TickIfDue()
	}
	return p.firstError()
}

// begin takes the lanes the pump was made with, in the order in which poll(2) gets them.
func (p *Pump) begin() {
	p.ways.door = p.Door
	p.Begin()
	for _, l := range p.Lanes {
		p.take(l)
	}
}

// close releases what the pump has opened.
func (p *Pump) close() {
	p.ways.close()
	p.Close()
}

// Add takes a lane that is one of many.
func (p *Pump) Add(l *Lane) {
	p.live++
	l.many = true
	p.take(l)
	p.update(l)
}

func (p *Pump) take(l *Lane) {
	l.pump = p
	l.attach(&p.ways)
	l.ready = l.From.FD() < 0
	l.line.shared = &p.shared
	l.keepTime()
	p.Attach(l, l.From.FD(), l.To.FD())
	if l.Lines {
		p.shared.sink = l.Sink()
	}
}

// GiveUp ends a lane given to Add, if it has not ended yet.
func (p *Pump) GiveUp(l *Lane) {
	l.finish()
	p.touched(l)
}

func (p *Pump) finished() bool {
	if p.Finished() {
		return true
	}
	if p.HasWatches() || p.Stays || p.live > 0 {
		return false
	}
	for _, l := range p.Lanes {
		if !l.phase.over() {
			return false
		}
	}
	return true
}

func (p *Pump) firstError() error {
	for _, l := range p.Lanes {
		if l.err != nil {
			return l.err
		}
	}
	return p.err
}

// turn polls once; it serves lanes that are ready, and those due for a retry.
func (p *Pump) turn() error {
	for _, l := range p.Lanes {
		p.update(l)
	}
	due := p.due
	p.due, p.spare = p.spare[:0], due
	p.round++
	interrupted, err := p.Turn(p.pause(due))
	if err != nil {
		return err
	}
	p.retry(due, interrupted)
	p.flush()
	p.readStarved()
	return nil
}

// pause is how long the loop may wait; negative is without limit.
func (p *Pump) pause(due []*Lane) time.Duration {
	if len(p.toReport) > 0 {
		return 0
	}
	pause := time.Duration(-1)
	for _, l := range due {
		if t := l.retryAfter(); pause < 0 || t >= 0 && t < pause {
			pause = t
		}
	}
	if next := p.shared.next(); !next.IsZero() {
		if t := max(0, time.Until(next)); pause < 0 || t < pause {
			pause = t
		}
	}
	return pause
}

// retry serves the lanes that are due and were not reported, unless a signal ended the wait. The reason for the retry may be
// gone: then the lane is not served, because the call would wait.
func (p *Pump) retry(due []*Lane, interrupted bool) {
	for _, l := range due {
		l.due = false
		reset := l.low.raised && l.served != p.round && !interrupted
		if reset {
			l.resetLowWater()
		}
		switch {
		case l.pauses() || l.phase.over() || l.served == p.round || interrupted:
		case l.sink.spurious && l.wantsOut() || l.offers():
			p.send(l)
		case (reset || l.late != nil) && l.wantsIn():
			p.receive(l)
		}
		p.touched(l)
	}
}

// Readable receives.
func (l *Lane) Readable() { l.pump.receive(l) }

// Writable sends.
func (l *Lane) Writable() { l.pump.send(l) }

// HungUp notes that the sink is broken, unless a send will meet that itself.
func (l *Lane) HungUp(onlyErr bool) {
	l.sink.hungUp = l.sink.hungUp || !l.Waits(loop.Out) && !l.sink.spurious
	l.sink.onlyErr = onlyErr
}

// receive reads once, and sends that at once if the send cannot wait.
func (p *Pump) receive(l *Lane) {
	if p.starves(l) {
		return
	}
	l.served, l.missed = p.round, false
	_ = l.receive()
	if !l.missed {
		l.timeo.anew = true
		p.Stir()
	}
	if !l.phase.over() && l.copy.pending() && l.To.Eager() && p.mayWrite(l) {
		_ = l.send()
	}
	p.touched(l)
}

// send writes once, where poll reported room.
func (p *Pump) send(l *Lane) {
	wasFull := l.sink.full
	l.served = p.round
	_ = l.send()
	l.sink.spurious = l.sink.full && wasFull
	if !l.sink.full {
		l.timeo.anew = true
		p.Stir()
	}
	p.touched(l)
}

// touched updates a lane on which something may have changed. Its errors stay in the lane.
func (p *Pump) touched(l *Lane) {
	p.restoreReset(l)
	p.limitRoom(l)
	if l.ends() {
		p.Detach(l) // before its descriptor is closed: one that others share would go on to be reported
	}
	_ = l.settle()
	if l.many {
		l.copy.rest()
	}
	p.lineUp(l)
	p.update(l)
	if l.phase.over() && l.many && !l.reported {
		l.reported = true
		p.toReport = append(p.toReport, l)
	}
}

// update has l wait for what it now needs.
func (p *Pump) update(l *Lane) {
	to := [...]int{loop.In: -1, loop.Out: -1, loop.Hangup: -1}
	if !l.phase.over() {
		p.noteDue(l)
		switch {
		case l.wantsOut() && p.bars(l):
		case l.wantsOut() && !l.sink.spurious:
			to[loop.Out] = l.To.FD()
		case l.wantsIn() && !l.line.starved:
			to[loop.In] = l.From.FD()
		}
		if !l.sink.hungUp && !l.Unwatched {
			to[loop.Hangup] = l.To.FD()
		}
	}
	for how, fd := range to {
		p.Wait(l, loop.How(how), fd)
	}
	p.time(l)
}

// noteDue notes a lane that must not wait for an event alone.
func (p *Pump) noteDue(l *Lane) {
	if !l.due && l.retryAfter() >= 0 {
		l.due = true
		p.due = append(p.due, l)
	}
}
