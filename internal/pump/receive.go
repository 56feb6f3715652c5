package pump

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// allowed is how much of most may be received now; at 0 the lane pauses.
func (l *Lane) allowed(most int) int {
	if l.Limit == nil {
		return most
	}
	n, wait := l.Limit.Allow(most)
	if n == 0 {
		l.paused = time.Now().Add(wait)
	}
	return n
}

// pauses reports whether the lane was paused, and ends a pause that has expired. poll(2) then has to report the ends first: a
// call on a pipe or a terminal would wait.
func (l *Lane) pauses() bool {
	if l.paused.IsZero() {
		return false
	}
	if !time.Now().Before(l.paused) {
		l.paused = time.Time{}
	}
	return true
}

// countReceived counts what was received.
func (l *Lane) countReceived(n int) {
	if l.Received == 0 {
		l.First = time.Now()
	}
	l.Received += int64(n)
	if l.Limit != nil {
		l.Limit.Took(n)
	}
	l.noted(n)
	if l.OnReceive != nil {
		l.OnReceive()
	}
}

// Arrivals is what to poll the source for.
func (l *Lane) Arrivals() int16 {
	if l.Urgent {
		return unix.POLLIN | unix.POLLPRI
	}
	return unix.POLLIN
}

// receive reads once and makes ready what can be sent.
func (l *Lane) receive() error {
	if l.late != nil && l.Lines {
		return l.fault(l.Reading, l.late)
	}
	if l.direct.way != copying && !l.direct.doubt {
		return l.move()
	}
	most := l.allowed(l.Size)
	if most == 0 {
		return nil
	}
	switch c := &l.copy; {
	case c.batch.due():
		return l.handle(c.batch.receive(l))
	case l.lender != nil:
		return l.handle(l.From.Receive(nil))
	}
	room, err := l.copy.room()
	if err != nil {
		return l.fault(l.Reading, err)
	}
	if !l.copy.bordered() {
		room = room[:min(len(room), most)]
	}
	return l.handle(l.From.Receive(room))
}

// handle passes on what the source has brought.
func (l *Lane) handle(p Piece, err error) error {
	switch {
	case fail.Is(err, unix.EAGAIN):
		l.missed = true
		return l.fault(l.Reading, l.late)
	case err != nil && l.late == nil && l.overtaken:
		l.late = err
		return nil
	case err != nil && l.hasTail():
		l.late = err
		l.finishLine()
		return nil
	case err != nil:
		return l.fault(l.Reading, err)
	case p.EOF && l.late != nil && l.overtaken:
		return l.fault(l.Reading, l.late)
	case p.Then != nil:
		l.late = p.Then
	}
	if p.EOF {
		l.phase = draining
	}
	l.direct.doubt = false
	if !p.EOF || len(p.Data) > 0 {
		l.countReceived(p.bytes())
	}
	return l.copy.take(p)
}
