package pump

import (
	"time"

	"golang.org/x/sys/unix"
)

// sinkBroken ends a lane whose sink has lost its reader, unless the sink only has reports in its error queue. If they must stay,
// poll(2) would report them permanently: the sink is not watched any more, and the next send meets its end.
func (p *Pump) sinkBroken(l *Lane) {
	err := l.To.Hangup()
	to := l.To.Caps()
	switch {
	case err != nil:
		_ = l.fault(l.Writing, err)
	case !l.sink.onlyErr || !to.ErrorQueue:
		p.hangUp(l)
	case to.Owned:
		p.clear(l.To.FD())
		l.sink.hungUp = false
	default:
		l.sink.hungUp, l.Unwatched = false, true
	}
}

// hangUp ends a lane whose sink can carry nothing more. That is an error, the one that the next send would meet, unless nothing is
// left to be sent: the source has ended, or it has brought nothing at all and the peer has ended in order.
func (p *Pump) hangUp(l *Lane) {
	ended := l.exhausted()
	switch {
	case l.phase.over(): // the source has failed
	case ended:
		_ = l.settle()
	case l.Received == 0 && p.metEnd(l.To.FD()):
		l.finish()
	default:
		_ = l.fault(l.Writing, unix.EPIPE)
	}
}

// exhausted reports whether the source has ended, and everything that it has brought was taken. It does not wait.
func (l *Lane) exhausted() bool {
	if l.phase.sourceEnded() || l.wantsOut() {
		return l.ends()
	}
	ready, err := l.ways.door.Await(l.From.FD(), unix.POLLIN, time.Now())
	if err != nil || ready == 0 {
		return false
	}
	room, err := l.copy.room()
	if err != nil {
		return false
	}
	_ = l.handle(l.From.Receive(room))
	return l.ends()
}

// metEnd reports whether a lane has received everything from fd, up to the end.
func (p *Pump) metEnd(fd int) bool {
	for _, l := range p.Lanes {
		if l.phase == complete && l.err == nil && l.From.FD() == fd {
			return true
		}
	}
	return false
}

// Complete reports whether the lane has received everything up to the end of its source.
func (l *Lane) Complete() bool { return l.phase.sourceEnded() && l.err == nil }

// Untaken is how many bytes the lane has received that its sink has not taken.
func (l *Lane) Untaken() int {
	if l.phase.over() {
		return 0
	}
	return l.copy.unsent() + l.direct.held()
}

// receives reports whether a lane still receives from fd. It will meet the end of a hung-up socket itself,
// after everything that was received before, and may then end the loop.
func (p *Pump) receives(fd int) bool {
	for _, l := range p.Lanes {
		if !l.phase.over() && l.From.FD() == fd {
			return true
		}
	}
	return false
}
