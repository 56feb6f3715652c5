package pump

import (
	"bytes"
	"container/list"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/loop"
)

// Lanes with Lines share one sink, and none of them cuts a line of another. A lane writes up to its last newline and
// keeps the rest until the line ends, the source ends, or the source pauses for linePause. A line that fills the lane's
// buffer is written as it arrives.
//
// A lane that moves bulk in the kernel does not see its newlines. It owns the sink: when another lane has a line to write,
// the owner copies again, and the other waits until a line of the owner has ended.
type shared struct {
	sink   *loop.Point // nil: no lane has Lines
	owner  *Lane
	rest   int       // how much of the owner's line may still have to be kept whole, once another lane waits
	since  time.Time // when the first began to wait; zero: none waits
	writer *Lane     // the lane that wrote last
	barred []*Lane   // have something to write, and wait for the owner

	starved []*Lane   // lanes that are not read because of the buffers of others
	open    list.List // lanes whose line has not ended, the longest silent first
}

// A tail is what a lane knows of a line that has not ended. Its bytes are the lane's buf[start:end].
type tail struct {
	shared  *shared
	entry   *list.Element // in shared.open, nil if not there
	seen    time.Time     // when the source last brought something
	barred  bool          // in shared.barred
	starved bool          // in shared.starved
	closed  bool          // the last byte that was copied to the sink is a newline
}

const (
	// linePause is how long a source may pause within a line before what it has sent is written.
	linePause = time.Second
	// ownerMost is how long lanes wait for the end of the owner's line, however slowly that arrives.
	ownerMost = 10 * time.Second
	// lentMost bounds the buffers of all lanes. With more the lanes that have none are not read until half is returned.
	lentMost = 32 << 20
	// lastPause is how long a loop that ends waits for its sink to take what the lanes still have.
	lastPause = time.Second
)

// wholeLines returns how much of the bytes in the buffer is to be written now.
func (l *Lane) wholeLines(held []byte) int {
	n := bytes.LastIndexByte(held, '\n') + 1
	owner := l.line.shared.owner == l
	if owner && l.line.shared.since.IsZero() || owner && n == 0 || l.phase.sourceEnded() || n == 0 && len(held) == l.Size {
		n = len(held)
	}
	if n > 0 {
		l.line.closed = held[n-1] == '\n'
		l.line.shared.writer = l
	}
	return n
}

// own makes the lane the owner of the sink, if it changes to a way that does not see newlines.
func (l *Lane) own() {
	if l.Lines && l.direct.way != copying {
		l.line.shared.owner, l.line.shared.since = l, time.Time{}
	}
}

// onlyWriter reports whether only this lane writes: one of several would be asked at once to copy again.
func (l *Lane) onlyWriter() bool {
	return !l.Lines || l.line.shared.writer == l && l.line.shared.owner == nil && len(l.line.shared.barred) == 0
}

// noted counts what the source has brought.
func (l *Lane) noted(n int) {
	if !l.Lines {
		return
	}
	l.line.seen = time.Now()
	if l.line.shared.owner == l && !l.line.shared.since.IsZero() {
		l.line.shared.rest -= n
	}
}

// finishLine makes ready what there is of a line.
func (l *Lane) finishLine() {
	l.copy.takeAll()
	l.line.closed = false
}

// hasTail reports whether the lane keeps the beginning of a line.
func (l *Lane) hasTail() bool { return l.Lines && l.copy.start < l.copy.end }

// lineUp notes what a change of l means for the lanes that share its sink.
func (p *Pump) lineUp(l *Lane) {
	w := &p.shared
	yields := w.owner == l && !w.since.IsZero()
	if yields && !l.wantsOut() && (l.line.closed || w.rest <= 0 || time.Since(w.since) > ownerMost) || l.phase.over() && w.owner == l {
		p.release()
		yields = false
	}
	w.time(l, !l.phase.over() && (yields || l.hasTail()))
}

// time has l looked after when it has paused for too long, or not.
func (w *shared) time(l *Lane, wanted bool) {
	switch {
	case !wanted && l.line.entry != nil:
		w.open.Remove(l.line.entry)
		l.line.entry = nil
	case wanted && l.line.entry == nil && w.open.Len() > 0 && l.line.seen.Before(w.open.Back().Value.(*Lane).line.seen):
		l.line.entry = w.open.PushFront(l) // the owner, which may have been silent for long
	case wanted && l.line.entry == nil:
		l.line.entry = w.open.PushBack(l)
	case wanted && l.line.seen.After(w.open.Back().Value.(*Lane).line.seen):
		w.open.MoveToBack(l.line.entry)
	}
}

// bars reports whether l has to wait for the owner of the sink, and asks that one to finish its line.
func (p *Pump) bars(l *Lane) bool {
	w := &p.shared
	if !l.Lines || w.owner == nil || w.owner == l {
		return false
	}
	if !l.line.barred {
		l.line.barred = true
		w.barred = append(w.barred, l)
	}
	if w.since.IsZero() {
		p.yield()
	}
	return w.owner != nil
}

// yield has the owner copy until its line ends.
func (p *Pump) yield() {
	w := &p.shared
	o := w.owner
	w.since, w.rest = time.Now(), o.Size
	o.direct.copyAgain()
	o.direct.decided, o.direct.large, o.direct.doubt = false, 0, false
	if o.low.raised {
		o.resetLowWater()
	}
	p.lineUp(o)
	p.update(o)
}

// release lets the others write.
func (p *Pump) release() {
	w := &p.shared
	barred := w.barred
	w.owner, w.since, w.barred = nil, time.Time{}, nil
	for _, l := range barred {
		l.line.barred = false
		p.update(l)
	}
}

// mayWrite reports whether no other lane is in the middle of writing to l's sink.
func (p *Pump) mayWrite(l *Lane) bool {
	pt := l.Sink()
	return pt == nil || len(pt.Waiting(loop.Out)) == 0 && !p.bars(l)
}

// starves leaves l unread while the buffers of all lanes are too much.
func (p *Pump) starves(l *Lane) bool {
	w := &p.shared
	if !l.Lines || l.direct.way != copying || len(l.copy.buf) == l.Size || p.ways.lent+l.Size <= lentMost {
		return false
	}
	if !l.line.starved {
		l.line.starved = true
		w.starved = append(w.starved, l)
	}
	p.update(l)
	return true
}

// readStarved has starved lanes read again when enough buffers are free.
func (p *Pump) readStarved() {
	w := &p.shared
	if len(w.starved) == 0 || p.ways.lent > lentMost/2 {
		return
	}
	starved := w.starved
	w.starved = nil
	for _, l := range starved {
		l.line.starved = false
		p.update(l)
	}
}

// next is when the next lane has paused for too long; zero: none will.
func (w *shared) next() time.Time {
	if e := w.open.Front(); e != nil {
		return e.Value.(*Lane).line.seen.Add(linePause)
	}
	return time.Time{}
}

// flush writes the lines of sources that have paused. A lane that cannot read, because it writes or is held to a rate,
// does not know whether its source pauses.
func (p *Pump) flush() {
	w := &p.shared
	for e := w.open.Front(); e != nil; e = w.open.Front() {
		l := e.Value.(*Lane)
		switch now := time.Now(); {
		case now.Sub(l.line.seen) < linePause:
			return
		case l.wantsOut() || !l.paused.IsZero():
			l.line.seen = now
			w.open.MoveToBack(e)
		default:
			p.giveUpLine(l)
		}
	}
}

// giveUpLine writes a line that has not ended, unless the rest of it is there by now: this process may have been stopped.
func (p *Pump) giveUpLine(l *Lane) {
	if !l.line.starved {
		p.receive(l)
	}
	if l.phase.over() || !l.line.starved && !l.missed {
		return
	}
	if p.shared.owner == l {
		p.shared.rest = 0
	}
	l.finishLine()
	p.touched(l)
}

// flushAll writes what the lanes still have when the loop ends, as far as the sink takes it soon.
func (p *Pump) flushAll() error {
	until := time.Now().Add(lastPause)
	for _, l := range p.shared.pending() {
		if l.To.FD() < 0 { // other lanes would have to send it on
			continue
		}
		for l.direct.held() > 0 || len(l.copy.out) > 0 || l.hasTail() {
			if l.direct.held() == 0 && len(l.copy.out) == 0 {
				l.finishLine()
			}
			room, err := p.writable(l.To.FD(), until)
			if err != nil {
				return fail.At("poll", "", err)
			}
			if !room {
				return nil
			}
			if err := l.send(); err != nil {
				return err
			}
		}
	}
	return nil
}

// writable waits until fd has room, at most until then.
func (p *Pump) writable(fd int, until time.Time) (bool, error) {
	for {
		wait := time.Until(until)
		if wait <= 0 {
			return false, nil
		}
		n, err := p.Door.Poll([]unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}, wait)
		if err != unix.EINTR {
			return n > 0, err
		}
	}
}

// pending are the lanes that have something, in the order in which it is to be written.
func (w *shared) pending() []*Lane {
	var all []*Lane
	if w.sink != nil {
		for _, l := range w.sink.Waiting(loop.Out) {
			all = append(all, l.(*Lane))
		}
	}
	all = append(all, w.barred...)
	for e := w.open.Front(); e != nil; e = e.Next() {
		all = append(all, e.Value.(*Lane))
	}
	return all
}
