// Package loop waits: for descriptors, by poll(2) or epoll(7), and for times. It knows no bytes.
package loop

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A Loop serves what is ready until it is stopped. One thread does it all. What it does for an event does not
// depend on how many descriptors there are.
type Loop struct {
	Door *sys.Door

	// Idle is how long nothing may move before the loop fails with ETIMEDOUT, Deadline is when it fails
	// in any case; zero is never.
	Idle     time.Duration
	Deadline time.Time

	// Halted, if not nil, is asked after every wait whether to stop, without an error.
	Halted func() bool
	// Tick, if not nil, is called every Every, or a little later.
	Tick  func()
	Every time.Duration

	watches []*Watch  // added before the loop began
	until   time.Time // when to stop without an error, see StopAt
	moved   time.Time
	stirred bool // something moved in the last turn, or there was none yet
	ticked  time.Time
	stopped bool
	begun   bool
	poller  poller
	timers  timers
}

// AddWatch adds a descriptor to wait for. Forget ends that. The loop runs at least as long as there is one that was added before.
func (p *Loop) AddWatch(w *Watch) {
	if !p.begun {
		p.watches = append(p.watches, w)
		return
	}
	p.poller.watch(w)
}

// Attach begins to watch the ends of a Waiter.
func (p *Loop) Attach(w Waiter, source, sink int) { p.poller.attach(w, source, sink) }

// Detach ends what Attach began.
func (p *Loop) Detach(w Waiter) { p.poller.detach(w) }

// Wait has a Waiter wait for a descriptor this way; -1 is for none.
func (p *Loop) Wait(w Waiter, how How, fd int) { p.poller.place(w, how, p.poller.point(fd)) }

// Forget stops watching a descriptor. Call it before the descriptor is closed.
func (p *Loop) Forget(fd int) { p.poller.forget(fd) }

// After calls f in the loop after d, between two turns. An error of f ends the loop, as one of Watch.Ready does.
func (p *Loop) After(d time.Duration, f func() error) *Timer { return p.timers.after(d, f) }

// Fire calls those that are due. One that a call adds waits for the next turn, so that others are served between.
func (p *Loop) Fire() error { return p.timers.fire() }

// Stop ends the loop after the current turn.
func (p *Loop) Stop() { p.stopped = true }

// StopAt ends the loop at t, without an error.
func (p *Loop) StopAt(t time.Time) { p.until = t }

// Stopped reports whether Stop was called.
func (p *Loop) Stopped() bool { return p.stopped }

// Finished reports whether Stop was called, or Halted says so.
func (p *Loop) Finished() bool { return p.stopped || p.Halted != nil && p.Halted() }

// HasWatches reports whether the loop was made with something to watch.
func (p *Loop) HasWatches() bool { return len(p.watches) > 0 }

// Begun reports whether Begin was called.
func (p *Loop) Begun() bool { return p.begun }

// Run serves what is ready until the loop is stopped, or a time limit or an error ends it. A caller that has more to do at
// each turn calls the methods that Run is made of.
func (p *Loop) Run() error {
	p.Begin()
	defer p.Close()
	for !p.Finished() {
		if over, err := p.Expired(); over {
			return err
		}
		if _, err := p.Turn(-1); err != nil {
			return err
		}
		if err := p.Fire(); err != nil {
			return err
		}
		p.TickIfDue()
	}
	return nil
}

// Begin starts the watches the loop was made with, in the order in which poll(2) gets them.
func (p *Loop) Begin() {
	p.moved, p.stirred = time.Now(), true
	p.ticked = p.moved
	p.begun = true
	p.poller.door = p.Door
	for _, w := range p.watches {
		p.poller.watch(w)
	}
}

// Close releases what the loop has opened.
func (p *Loop) Close() { p.poller.close() }

// Expired reports whether a time limit has expired, and the error it means.
func (p *Loop) Expired() (bool, error) {
	now := time.Now()
	p.poller.pace(now)
	switch {
	case !p.until.IsZero() && !now.Before(p.until):
		return true, nil
	case !p.Deadline.IsZero() && !now.Before(p.Deadline):
		return true, fail.TimedOut("poll", "", DeadlineOver)
	case p.Idle > 0 && !p.stirred && now.Sub(p.moved) >= p.Idle:
		return true, fail.TimedOut("poll", "", "nothing moved for "+p.Idle.String())
	}
	return false, nil
}

// DeadlineOver is the reason of the ETIMEDOUT with which a command ends at its deadline.
const DeadlineOver = "--deadline expired"

// Stir notes that something moved, for the limit of Idle.
func (p *Loop) Stir() {
	if p.Idle > 0 {
		p.moved, p.stirred = time.Now(), true
	}
}

// Turn waits once, no longer than pause unless that is negative, and serves what is ready. It reports whether a signal has ended
// the wait.
func (p *Loop) Turn(pause time.Duration) (interrupted bool, err error) {
	p.stirred = false
	err = p.poller.wait(p.limit(pause))
	interrupted = fail.Is(err, unix.EINTR)
	switch {
	case interrupted:
		p.poller.ready = p.poller.ready[:0]
	case err != nil:
		return false, fail.At("poll", "", err)
	}
	for _, r := range p.poller.ready {
		if err := p.serve(r); err != nil {
			return interrupted, err
		}
	}
	return interrupted, nil
}

// limit is how long a wait may last: until the nearest limit, or pause; negative is without limit.
func (p *Loop) limit(pause time.Duration) time.Duration {
	if pause == 0 {
		return 0
	}
	nearest := time.Time{}
	limits := [...]time.Time{p.until, p.Deadline, {}, {}, {}, p.timers.next()}
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

const broken = unix.POLLERR | unix.POLLHUP | unix.POLLNVAL

// serve passes one report on: to one Waiter that writes, and to one that reads. A pipe with room for one write has no room for
// the next one's.
func (p *Loop) serve(r report) error {
	pt := r.Point
	if w := pt.watch; w != nil && r.got&(w.Events|broken) != 0 {
		if err := w.Ready(); err != nil {
			return err
		}
	}
	if r.got&broken != 0 {
		for _, l := range pt.lists[Hangup] {
			l.HungUp(r.got&unix.POLLHUP == 0)
		}
	}
	if list := pt.lists[Out]; len(list) > 0 && r.got&(unix.POLLOUT|broken) != 0 {
		list[0].Writable()
	}
	if list := pt.lists[In]; len(list) > 0 && r.got&(list[0].Arrivals()|broken) != 0 {
		list[0].Readable()
	}
	if r.got == unix.POLLERR {
		p.reported(pt)
	}
	return nil
}

// reported is called for POLLERR alone, after the calls it asked for.
func (p *Loop) reported(pt *Point) {
	if w := pt.watch; w != nil && w.Reports {
		ClearErrors(p.Door, pt.fd)
	}
	for _, how := range [...]How{In, Out, Hangup} {
		for _, l := range pt.lists[how] {
			if l.Reported(how) {
				return
			}
		}
	}
}

// reportsMost is how many reports are taken before others have their turn.
const reportsMost = 256

// ClearErrors takes the reports out of the error queue of a socket: until then poll(2) says POLLERR.
func ClearErrors(door *sys.Door, fd int) {
	for range reportsMost {
		if _, err := door.Recv(fd, []byte{}, unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT); err != nil {
			return
		}
	}
}

// TickIfDue calls Tick if it is time.
func (p *Loop) TickIfDue() {
	if p.Tick == nil {
		return
	}
	if now := time.Now(); now.Sub(p.ticked) >= p.Every {
		p.ticked = now
		p.Tick()
	}
}
