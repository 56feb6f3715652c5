package pump

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"
)

// A socket that keeps reports for its user, of the times when something was sent (SO_TIMESTAMPING) or of ICMP (IP_RECVERR), has
// poll(2) say POLLERR until they are taken out of its error queue, though nothing has failed. Out of a socket of ours, where
// nobody wants them, they are taken. Out of one that others have too they are not: it is looked at now and then instead.

// errorPause is how long a source is left alone of which poll(2) reports nothing but such reports.
const errorPause = 10 * time.Millisecond

// reports tells whether an end of a lane has an error queue, and whether we may empty it. A UNIX socket has none, and takes
// MSG_ERRQUEUE for nothing: it would bring payload.
func reports(end any) (has, ours bool) {
	switch s := end.(type) {
	case *Stream:
		return !s.Unix, s.Own
	case *Messages:
		return !s.Unix, s.Own
	}
	return false, false
}

// reportsMost is how many reports are taken before other ends have their turn.
const reportsMost = 256

// clear takes the reports.
func (p *Loop) clear(fd int) {
	for range reportsMost {
		if _, err := p.Door.Recv(fd, p.ways.mark[:0], unix.MSG_ERRQUEUE|unix.MSG_DONTWAIT); err != nil {
			return
		}
	}
}

// forgive is told of POLLERR alone, after the calls it asked for. A lane that still waits has met no error by them: taking
// the reports hides none, which it would do before.
func (p *Loop) forgive(pt *point) {
	if w := pt.watch; w != nil && w.Reports {
		p.clear(pt.fd)
	}
	for _, l := range pt.in {
		switch has, ours := reports(l.From); {
		case l.late != nil || !has:
		case ours:
			p.clear(pt.fd)
			return
		case l.missed:
			l.paused = time.Now().Add(errorPause)
			p.update(l)
			return
		}
	}
	for _, l := range slices.Concat(pt.out, pt.hang) {
		if has, ours := reports(l.To); has && ours && (l.full || l.futile) {
			p.clear(pt.fd)
			return
		}
	}
}
