package pump

import (
	"time"

	"sock/internal/loop"
)

// A socket that keeps reports for its user, of the times when something was sent (SO_TIMESTAMPING) or of ICMP (IP_RECVERR), has
// poll(2) say POLLERR until they are taken out of its error queue, though nothing has failed. A socket that no other process has is
// cleared of them. The reports of a shared socket stay: the lane looks at it now and then instead.

// errorPause is how long a source is left alone of which poll(2) reports nothing but such reports.
const errorPause = 10 * time.Millisecond

// clear takes the reports.
func (p *Pump) clear(fd int) { loop.ClearErrors(p.Door, fd) }

// Reported takes the reports of an end. A lane that still waits has met no error by its calls: that hides none, which it would
// do before.
func (l *Lane) Reported(how loop.How) bool {
	if how == loop.In {
		return l.sourceReported()
	}
	to := l.To.Caps()
	if !to.ErrorQueue || !to.Owned || !l.sink.full && !l.sink.spurious {
		return false
	}
	l.pump.clear(l.To.FD())
	return true
}

func (l *Lane) sourceReported() bool {
	switch from := l.From.Caps(); {
	case l.late != nil || !from.ErrorQueue:
		return false
	case from.Owned:
		l.pump.clear(l.From.FD())
	case l.missed:
		l.paused = time.Now().Add(errorPause)
		l.pump.update(l)
	default:
		return false
	}
	return true
}
