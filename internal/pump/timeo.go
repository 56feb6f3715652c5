package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/loop"
)

// A user sets SO_RCVTIMEO or SO_SNDTIMEO to have a call that waits for longer fail with EAGAIN. The calls of a lane do not wait,
// poll(2) does for them, and it ignores these options: the lane keeps the time itself.

// timeo is how long a lane has waited for one of its ends.
type timeo struct {
	most  [2]time.Duration // for the source, and for the sink; 0: as long as it takes
	waits loop.How         // In, Out, or neither
	since time.Time        // when it began to, or something last moved
	anew  bool             // something has just moved
	alarm *loop.Timer
}

// neither is what a lane waits for that is paused, or done.
const neither loop.How = -1

// keepTime takes the options from the ends of a lane.
func (l *Lane) keepTime() {
	l.timeo.waits = neither
	l.timeo.most = [2]time.Duration{l.From.Caps().RcvTimeo, l.To.Caps().SndTimeo}
}

// time has an alarm ring no later than when the lane has waited for too long.
func (p *Pump) time(l *Lane) {
	if l.timeo.most == [2]time.Duration{} {
		return
	}
	waits := neither
	switch {
	case l.wantsOut():
		waits = loop.Out
	case l.wantsIn():
		waits = loop.In
	}
	if l.timeo.anew || waits != l.timeo.waits {
		l.timeo.anew, l.timeo.waits, l.timeo.since = false, waits, time.Now()
	}
	if waits == neither || l.timeo.most[waits] == 0 {
		return
	}
	if due := l.timeo.since.Add(l.timeo.most[waits]); l.timeo.alarm == nil || l.timeo.alarm.At().After(due) {
		l.timeo.alarm.Stop()
		l.timeo.alarm = p.After(time.Until(due), func() error { return p.ring(l) })
	}
}

// ring ends a lane that has waited for too long, or sets its alarm to when it will have.
func (p *Pump) ring(l *Lane) error {
	l.timeo.alarm = nil
	if l.phase.over() || l.timeo.waits == neither || l.timeo.most[l.timeo.waits] == 0 {
		return nil
	}
	fd, events := l.From.FD(), l.Arrivals()
	if l.timeo.waits == loop.Out {
		fd, events = l.To.FD(), unix.POLLOUT
	}
	ready, err := p.Door.Await(fd, events, time.Now())
	switch {
	case err != nil:
		return fail.At("poll", "", err)
	case time.Since(l.timeo.since) < l.timeo.most[l.timeo.waits]:
	case ready != 0 && !l.sink.spurious: // the loop had no time for it
		l.timeo.anew = true
	case l.timeo.waits == loop.Out:
		_ = l.sinkFailed(fail.OptionTimedOut(l.Writing[0], l.Writing[1], unix.EAGAIN, "SO_SNDTIMEO"))
	default:
		l.late = fail.OptionTimedOut(l.Reading[0], l.Reading[1], unix.EAGAIN, "SO_RCVTIMEO")
		if l.hasTail() {
			l.finishLine()
		} else {
			_ = l.fault(l.Reading, l.late)
		}
	}
	p.touched(l)
	return nil
}
