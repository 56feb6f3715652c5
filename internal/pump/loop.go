package pump

import (
	"cmp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A Loop runs lanes until they are done. One thread does it all. What it does for an event does not
// depend on how many lanes there are, save for the few of Lanes.
type Loop struct {
	Door  *sys.Door
	Lanes []*Lane  // the few whose ends concern each other; the many are given to Add
	Watch []*Watch // other descriptors to wait for

	// Idle is how long nothing may move before the loop fails with ETIMEDOUT, Deadline when it
	// must be over; zero is never.
	Idle     time.Duration
	Deadline time.Time

	// Halted, if not nil, is asked after every wait whether to stop, without an error.
	Halted func() bool
	// Tick, if not nil, is called every Every, or a little later.
	Tick  func()
	Every time.Duration

	// Ended is called once for every lane that is done. It may add lanes, or call Stop.
	// A lane that has its own Ended reports to that.
	Ended func(*Lane)

	err      error     // the first of a lane given to Add that ended all
	until    time.Time // when to stop without complaint, see StopAt
	moved    time.Time
	stirred  bool // something moved in the last turn, or there was none yet
	ticked   time.Time
	stopped  bool
	begun    bool
	live     int // lanes given to Add that are not done
	round    uint64
	restless []*Lane // to be served whatever is reported, see unpolled
	calmed   []*Lane // those of the last round, whose room is used again
	over     []*Lane // given to Add and done, not yet reported
	ways     ways
	shared   shared
	waiter
	timers
}

// A Watch is a descriptor whose readiness means something else than bytes: a listening socket, or with
// no Events an output whose reader may leave.
type Watch struct {
	FD     int
	Events int16
	Ready  func() error

	Reports bool // it may have an error queue, of which Ready takes nothing
}

// Stop ends the loop after the current round, whatever the lanes hold.
func (p *Loop) Stop() { p.stopped = true }

// StopAt ends the loop at t, without an error.
func (p *Loop) StopAt(t time.Time) { p.until = t }

// Run moves bytes until every lane is done. A lane given up for an error leaves the others going,
// so that what has arrived is not lost; the first error is returned at the end.
func (p *Loop) Run() (err error) {
	p.moved, p.stirred = time.Now(), true
	p.ticked = p.moved
	p.begin()
	defer p.close()
	defer func() { err = cmp.Or(err, p.flushAll()) }()
	for !p.finished() {
		if expired, err := p.expired(); expired {
			return err
		}
		if err := p.turn(); err != nil {
			return err
		}
		if err := p.fire(); err != nil {
			return err
		}
		p.reap()
		p.tick()
	}
	return p.firstError()
}

// begin takes in what the loop was made with, in the order in which poll(2) is to be asked.
func (p *Loop) begin() {
	p.begun = true
	p.ways.door = p.Door
	p.waiter.door = p.Door
	for _, w := range p.Watch {
		p.watch(w)
	}
	for _, l := range p.Lanes {
		p.take(l)
	}
}

// close gives back what the loop had for itself.
func (p *Loop) close() {
	p.ways.close()
	p.waiter.close()
}

// Add takes a lane that is one of many.
func (p *Loop) Add(l *Lane) {
	p.live++
	l.many = true
	p.take(l)
	p.update(l)
}

func (p *Loop) take(l *Lane) {
	l.ways = &p.ways
	l.ready = l.From.FD() < 0
	l.tap, _ = l.From.(*Tap)
	l.shared = &p.shared
	l.keepTime()
	p.attach(l)
	if l.Lines {
		p.shared.sink = l.made[1]
	}
}

// AddWatch adds a descriptor to wait for. Forget ends that.
func (p *Loop) AddWatch(w *Watch) {
	if !p.begun {
		p.Watch = append(p.Watch, w)
		return
	}
	p.watch(w)
}

// GiveUp ends a lane given to Add, if it has not ended yet.
func (p *Loop) GiveUp(l *Lane) {
	l.done = true
	p.touched(l)
}

// Rewatch is told that the Events of w are others now.
func (p *Loop) Rewatch(w *Watch) {
	if p.begun {
		p.changed(p.point(w.FD))
	}
}

func (p *Loop) finished() bool {
	if p.stopped || p.Halted != nil && p.Halted() {
		return true
	}
	if len(p.Watch) > 0 || p.live > 0 {
		return false
	}
	for _, l := range p.Lanes {
		if !l.done {
			return false
		}
	}
	return true
}

func (p *Loop) firstError() error {
	for _, l := range p.Lanes {
		if l.err != nil {
			return l.err
		}
	}
	return p.err
}

// expired tells whether a time limit is over, and the error it means.
func (p *Loop) expired() (bool, error) {
	now := time.Now()
	p.pace(now)
	switch {
	case !p.until.IsZero() && !now.Before(p.until):
		return true, p.firstError()
	case !p.Deadline.IsZero() && !now.Before(p.Deadline):
		return true, fail.TimedOut("poll", "", DeadlineOver)
	case p.Idle > 0 && !p.stirred && now.Sub(p.moved) >= p.Idle:
		return true, fail.TimedOut("poll", "", "nothing moved for "+p.Idle.String())
	}
	return false, nil
}

// DeadlineOver says why a command gives up that was to be over by a time, whatever it does then.
const DeadlineOver = "the deadline is over"

// tick calls Tick if it is time.
func (p *Loop) tick() {
	if p.Tick == nil {
		return
	}
	if now := time.Now(); now.Sub(p.ticked) >= p.Every {
		p.ticked = now
		p.Tick()
	}
}

// wait is how long poll may wait: until the nearest limit, or for ever, or as long as the restless let it.
func (p *Loop) wait(pause time.Duration) time.Duration {
	if pause == 0 || len(p.over) > 0 {
		return 0
	}
	nearest := time.Time{}
	limits := [...]time.Time{p.until, p.Deadline, {}, {}, {}, p.next(), p.shared.next()}
	if p.Idle > 0 {
		limits[2] = p.moved.Add(p.Idle)
	}
	if pause > 0 {
		limits[3] = time.Now().Add(pause)
	}
	if p.Tick != nil {
		limits[4] = p.ticked.Add(p.Every)
	}
	for _, t := range limits {
		if !t.IsZero() && (nearest.IsZero() || t.Before(nearest)) {
			nearest = t
		}
	}
	if nearest.IsZero() {
		return -1
	}
	return max(0, time.Until(nearest))
}

// turn polls once and serves what is ready, and the restless.
func (p *Loop) turn() error {
	for _, l := range p.Lanes {
		p.update(l)
	}
	restless, pause := p.restless, time.Duration(-1)
	p.restless, p.calmed = p.calmed[:0], restless
	for _, l := range restless {
		if t := l.unpolled(); pause < 0 || t >= 0 && t < pause {
			pause = t
		}
	}
	p.round++
	p.stirred = false
	err := p.waiter.wait(p.wait(pause))
	interrupted := fail.Is(err, unix.EINTR)
	switch {
	case interrupted:
		p.ready = p.ready[:0]
	case err != nil:
		return fail.At("poll", "", err)
	}
	for _, r := range p.ready {
		if err := p.serve(r); err != nil {
			return err
		}
	}
	p.calm(restless, interrupted)
	p.flush()
	p.feed()
	return nil
}

// calm serves the restless of whom nothing was reported, unless it was a signal that ended the wait. What makes a lane
// restless may be over: then it is not served, for it would wait.
func (p *Loop) calm(restless []*Lane, interrupted bool) {
	for _, l := range restless {
		l.restless = false
		hurried := l.patient && l.served != p.round && !interrupted
		if hurried {
			l.hurry()
		}
		switch {
		case l.pauses() || l.done || l.served == p.round || interrupted:
		case l.futile && l.wantsOut() || l.offers():
			p.send(l)
		case (hurried || l.late != nil) && l.wantsIn():
			p.receive(l)
		}
		p.touched(l)
	}
}

const broken = unix.POLLERR | unix.POLLHUP | unix.POLLNVAL

// serve moves bytes as far as one report allows: one lane's out of it, and one's in. A pipe with room
// for one write has no room for the next lane's.
func (p *Loop) serve(r report) error {
	pt := r.point
	if w := pt.watch; w != nil && r.got&(w.Events|broken) != 0 {
		if err := w.Ready(); err != nil {
			return err
		}
	}
	if r.got&broken != 0 {
		for _, l := range pt.hang {
			l.hungUp = l.hungUp || l.at[out] == nil && !l.futile
			l.alive = r.got&unix.POLLHUP == 0
		}
	}
	if len(pt.out) > 0 && r.got&(unix.POLLOUT|broken) != 0 {
		p.send(pt.out[0])
	}
	if len(pt.in) > 0 && r.got&(pt.in[0].arrivals()|broken) != 0 {
		p.receive(pt.in[0])
	}
	if r.got == unix.POLLERR {
		p.forgive(pt)
	}
	return nil
}

// Stir notes that something moved, if somebody wants to know when.
func (p *Loop) Stir() {
	if p.Idle > 0 {
		p.moved, p.stirred = time.Now(), true
	}
}

// receive reads once, and sends at once what it brought if that cannot wait.
func (p *Loop) receive(l *Lane) {
	if p.starves(l) {
		return
	}
	l.served, l.missed = p.round, false
	_ = l.receive()
	if !l.missed {
		l.anew = true
		p.Stir()
	}
	if !l.done && (len(l.out) > 0 || l.whole) && l.To.Eager() && p.mayWrite(l) {
		_ = l.send()
	}
	p.touched(l)
}

// send writes once, where poll reported room.
func (p *Loop) send(l *Lane) {
	wasFull := l.full
	l.served = p.round
	_ = l.send()
	l.futile = l.full && wasFull
	if !l.full {
		l.anew = true
		p.Stir()
	}
	p.touched(l)
}

// touched is told of every lane on which something may have changed. Its errors stay in the lane.
func (p *Loop) touched(l *Lane) {
	p.undo(l)
	p.limitRoom(l)
	if l.ends() {
		p.detach(l) // before its descriptor is closed: one that others share would go on to be reported
	}
	_ = l.settle()
	if l.many {
		l.rest()
	}
	p.lineUp(l)
	p.update(l)
	if l.done && l.many && !l.reaped {
		l.reaped = true
		p.over = append(p.over, l)
	}
}
