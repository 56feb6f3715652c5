package pump

import (
	"slices"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A socket that keeps reports for its user, of the times when something was sent (SO_TIMESTAMPING) or of ICMP (IP_RECVERR), has
// poll(2) say POLLERR until they are taken out of its error queue, though nothing has failed. Here nobody wants them.

// reports tells whether an end of a lane has an error queue. A UNIX socket has none, and takes MSG_ERRQUEUE for nothing:
// it would bring payload.
func reports(end any) bool {
	switch s := end.(type) {
	case *Stream:
		return !s.Unix
	case *Messages:
		return !s.Unix
	}
	return false
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
		if l.late == nil && reports(l.From) {
			p.clear(pt.fd)
			return
		}
	}
	for _, l := range slices.Concat(pt.out, pt.hang) {
		if (l.full || l.futile) && reports(l.To) {
			p.clear(pt.fd)
			return
		}
	}
}

// lose gives up a lane whose sink has lost its reader, unless it only had reports.
func (p *Loop) lose(l *Lane) {
	err := l.To.Hangup()
	if err == nil && l.alive && reports(l.To) {
		p.clear(l.To.FD())
		l.hungUp = false
		return
	}
	l.done, l.err = true, fail.At(l.Writing[0], l.Writing[1], err)
}
