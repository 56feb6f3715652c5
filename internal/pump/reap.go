package pump

import "errors"

// reap ends the lanes whose sink has lost its reader, and reports those that are done.
func (p *Pump) reap() {
	for _, l := range p.Lanes {
		_ = l.settle()
		p.reapDone(l)
	}
	for _, l := range p.Lanes {
		if !p.Stopped() && !l.phase.over() && l.sink.hungUp && !p.receives(l.To.FD()) {
			p.sinkBroken(l)
			p.reapDone(l)
		}
	}
	for len(p.toReport) > 0 {
		l := p.toReport[0]
		p.toReport = p.toReport[1:]
		p.live--
		p.report(l)
	}
}

// reapDone reports one of the few lanes, once, if it is done.
func (p *Pump) reapDone(l *Lane) {
	if l.phase.over() && !l.reported {
		l.reported = true
		p.report(l)
	}
}

// report decides what the end of one lane means for the others.
func (p *Pump) report(l *Lane) {
	p.Detach(l)
	l.release()
	switch {
	case errors.Is(l.err, errReaderGone):
		l.err = nil
		p.Stop()
	case l.err != nil && !l.halfOpen && !l.Isolated:
		if p.Stopped() || !p.goesOn(l) {
			p.Stop()
		}
		if l.many && p.err == nil {
			p.err = l.err
		}
	}
	switch {
	case l.Ended != nil:
		l.Ended()
	case p.Ended != nil:
		p.Ended(l)
	}
}

// goesOn reports whether messages may still wait in the socket that l could not send to. The lane
// that receives them then ends the loop, when it has them all.
func (p *Pump) goesOn(l *Lane) bool {
	for _, other := range p.Lanes {
		if !other.phase.over() && other.overtaken && other.From.FD() == l.To.FD() {
			other.late = l.err
			return true
		}
	}
	return false
}

// reads reports whether a lane still receives from fd, and has not met its end.
func (p *Pump) reads(fd int) bool {
	for _, l := range p.Lanes {
		if l.phase == moving && l.From.FD() == fd {
			return true
		}
	}
	return false
}
