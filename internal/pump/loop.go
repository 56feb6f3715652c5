package pump

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A Loop runs lanes until they are done. One thread does it all, with poll(2).
type Loop struct {
	Door  *sys.Door
	Lanes []*Lane
	Watch []Watch // other descriptors to wait for

	// Idle is how long nothing may move before the loop fails with ETIMEDOUT, Deadline when it
	// must be over; zero is never.
	Idle     time.Duration
	Deadline time.Time

	// Ended is called once for every lane that is done. It may add lanes, or call Stop.
	Ended func(*Lane)

	until   time.Time // when to stop without complaint, see StopAt
	moved   time.Time
	stopped bool
	fds     []unix.PollFd
}

// A Watch is a descriptor whose readiness means something else than bytes: a listening socket, or with
// no Events an output whose reader may leave.
type Watch struct {
	FD     int
	Events int16
	Ready  func() error
}

// Stop ends the loop after the current round, whatever the lanes hold.
func (p *Loop) Stop() { p.stopped = true }

// StopAt ends the loop at t, without an error.
func (p *Loop) StopAt(t time.Time) { p.until = t }

// Run moves bytes until every lane is done. A lane given up for an error leaves the others going,
// so that what has arrived is not lost; the first error is returned at the end.
func (p *Loop) Run() error {
	p.moved = time.Now()
	for !p.over() {
		if expired, err := p.expired(); expired {
			return err
		}
		if err := p.round(); err != nil {
			return err
		}
		p.reap()
	}
	return p.firstError()
}

func (p *Loop) over() bool {
	if p.stopped {
		return true
	}
	if len(p.Watch) > 0 {
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
	return nil
}

// expired tells whether a time limit is over, and the error it means.
func (p *Loop) expired() (bool, error) {
	now := time.Now()
	switch {
	case !p.until.IsZero() && !now.Before(p.until):
		return true, p.firstError()
	case !p.Deadline.IsZero() && !now.Before(p.Deadline):
		return true, &fail.Call{Name: "poll", Err: unix.ETIMEDOUT, Why: "the deadline is over"}
	case p.Idle > 0 && now.Sub(p.moved) >= p.Idle:
		return true, &fail.Call{Name: "poll", Err: unix.ETIMEDOUT, Why: "nothing moved for " + p.Idle.String()}
	}
	return false, nil
}

// wait is how long poll may wait: until the nearest limit, or for ever. It may not while a lane is
// about to meet its end, which poll knows nothing of.
func (p *Loop) wait() time.Duration {
	if slices.ContainsFunc(p.Lanes, func(l *Lane) bool { return l.late != nil && l.wantsIn() }) {
		return 0
	}
	nearest := time.Time{}
	limits := []time.Time{p.until, p.Deadline}
	if p.Idle > 0 {
		limits = append(limits, p.moved.Add(p.Idle))
	}
	if slices.ContainsFunc(p.Lanes, func(l *Lane) bool { return l.futile && l.wantsOut() }) {
		limits = append(limits, time.Now().Add(futilePause))
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

// futilePause is how long to wait for a sink of which only trying tells whether it has room.
const futilePause = 10 * time.Millisecond

// round polls once and serves what is ready.
func (p *Loop) round() error {
	p.fds = p.fds[:0]
	for _, w := range p.Watch {
		p.want(w.FD, w.Events)
	}
	for _, l := range p.Lanes {
		p.register(l)
	}
	_, err := p.Door.Poll(p.fds, p.wait())
	if err == unix.EINTR {
		return nil
	}
	if err != nil {
		return fail.At("poll", "", err)
	}
	return p.serve()
}

// register adds what l waits for. A sink is watched also when there is nothing for it, because
// the end of its reader must end us at once; poll reports that unasked.
func (p *Loop) register(l *Lane) {
	switch {
	case l.wantsOut() && !l.futile:
		p.want(l.To.FD(), unix.POLLOUT)
	case l.wantsIn():
		p.want(l.From.FD(), l.arrivals())
	}
	if !l.done && !l.hungUp && !l.Unwatched {
		p.want(l.To.FD(), 0)
	}
}

// want adds events for fd. The set is small: a linear search is cheap.
func (p *Loop) want(fd int, events int16) {
	for i := range p.fds {
		if int(p.fds[i].Fd) == fd {
			p.fds[i].Events |= events
			return
		}
	}
	p.fds = append(p.fds, unix.PollFd{Fd: int32(fd), Events: events})
}

// take returns what poll reported for fd, and clears want so that one report serves one lane:
// a pipe with room for one write has no room for the next lane's.
func (p *Loop) take(fd int, want int16) int16 {
	for i := range p.fds {
		if int(p.fds[i].Fd) == fd {
			got := p.fds[i].Revents
			p.fds[i].Revents &^= want
			return got
		}
	}
	return 0
}

const broken = unix.POLLERR | unix.POLLHUP | unix.POLLNVAL

func (p *Loop) serve() error {
	for _, w := range p.Watch {
		if p.take(w.FD, w.Events)&(w.Events|broken) != 0 {
			if err := w.Ready(); err != nil {
				return err
			}
		}
	}
	for _, l := range p.Lanes {
		p.step(l)
	}
	return nil
}

// step moves bytes on one lane as far as one report allows. Its error stays in the lane.
func (p *Loop) step(l *Lane) {
	switch {
	case l.wantsOut():
		if got := p.take(l.To.FD(), unix.POLLOUT); got&(unix.POLLOUT|broken) != 0 || l.futile {
			p.send(l)
		}
	case l.wantsIn():
		if p.take(l.From.FD(), l.arrivals())&(l.arrivals()|broken) != 0 || l.late != nil {
			p.moved = time.Now()
			_ = l.receive()
		}
		if l.wantsOut() && l.To.Eager() {
			_ = l.send()
		}
		p.noteHangup(l)
	case !l.done:
		p.noteHangup(l)
	}
	_ = l.settle()
}

// send writes once, where poll reported room.
func (p *Loop) send(l *Lane) {
	wasFull := l.full
	_ = l.send()
	l.futile = l.full && wasFull
	if !l.full {
		p.moved = time.Now()
	}
}

// reap ends the lanes whose sink has lost its reader, and reports those that are done.
func (p *Loop) reap() {
	for _, l := range slices.Clone(p.Lanes) {
		if !l.done && l.hungUp && !p.reads(l.To.FD()) {
			l.done, l.err = true, fail.At(l.Writing[0], l.Writing[1], l.To.Hangup())
		}
		if l.done && !l.reaped {
			l.reaped = true
			p.report(l)
		}
	}
}

// report decides what the end of one lane means for the others.
func (p *Loop) report(l *Lane) {
	switch {
	case errors.Is(l.err, errReaderGone):
		l.err = nil
		p.stopped = true
	case l.err != nil && !l.halfOpen && !l.Apart:
		p.stopped = p.stopped || !p.goesOn(l)
	}
	if p.Ended != nil {
		p.Ended(l)
	}
}

// goesOn reports whether messages may still wait in the socket that l could not send to. The lane
// that receives them then ends the loop, when it has them all.
func (p *Loop) goesOn(l *Lane) bool {
	for _, other := range p.Lanes {
		if !other.done && other.overtaken() && other.From.FD() == l.To.FD() {
			other.late = l.err
			return true
		}
	}
	return false
}

// Remove forgets a lane that is done.
func (p *Loop) Remove(l *Lane) {
	p.Lanes = slices.DeleteFunc(p.Lanes, func(x *Lane) bool { return x == l })
}

// reads reports whether a lane still receives from fd. While one does, it will meet the end of
// a hung-up socket itself, after all that came before.
func (p *Loop) reads(fd int) bool {
	for _, l := range p.Lanes {
		if !l.done && !l.eof && l.From.FD() == fd {
			return true
		}
	}
	return false
}

func (p *Loop) noteHangup(l *Lane) {
	if !l.Unwatched && p.take(l.To.FD(), 0)&broken != 0 {
		l.hungUp = true
	}
}
