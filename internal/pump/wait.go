package pump

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// pollMost is how many descriptors poll(2) is asked about. With more, epoll(7) is, whose work depends on how
// many are ready and not on how many there are. At 64 of which one is ready both take the same time.
const pollMost = 64

// A waiter waits for descriptors, on behalf of lanes and watches.
type waiter struct {
	door   *sys.Door
	points []*point // by descriptor
	order  []*point // as they came, for poll(2)
	ready  []report // what the last wait reported

	polled bool // for good: there is no descriptor left for epoll
	epoll  int  // 0: poll(2) is used
	stale  []*point
	always []*point // files, for which there is no epoll: they never wait
	beside []*point // that epoll had no room or memory for: poll(2) is asked about them, and about epoll
	fds    []unix.PollFd
	events []sys.EpollEvent

	turned time.Time // when the last turn began
	quick  int       // turns that followed each other quickly
	brisk  bool
}

// A point is a descriptor and the lanes that wait for it. It exists while somebody may wait for it.
type point struct {
	fd      int
	uses    int // lanes and watches it was made for
	watch   *Watch
	in, out []*Lane
	hang    []*Lane // that wait for nothing but the end of their sink's reader
	asked   int16   // what epoll watches it for
	added   bool    // epoll knows it
	file    bool    // epoll does not take it
	beside  bool    // noted in waiter.beside
	stale   bool    // epoll is to be told
}

// A report is what became of a point.
type report struct {
	*point
	got int16
}

// The three ways to wait, as a lane counts them.
const (
	in = iota
	out
	hang
)

// interest is what to poll a point for, and whether at all: what is broken is reported unasked.
func (pt *point) interest() (events int16, wanted bool) {
	if pt.watch != nil {
		events, wanted = pt.watch.Events, true
	}
	if len(pt.in) > 0 {
		events |= pt.in[0].arrivals()
	}
	if len(pt.out) > 0 {
		events |= unix.POLLOUT
	}
	return events, wanted || events != 0 || len(pt.hang) > 0
}

func (pt *point) lanes(how int) *[]*Lane {
	return [...]*[]*Lane{&pt.in, &pt.out, &pt.hang}[how]
}

// point returns the point of a descriptor, nil for none.
func (w *waiter) point(fd int) *point {
	if fd < 0 {
		return nil
	}
	for len(w.points) <= fd {
		w.points = append(w.points, nil)
	}
	pt := w.points[fd]
	if pt == nil {
		pt = &point{fd: fd}
		w.points[fd] = pt
		if w.epoll == 0 {
			w.order = append(w.order, pt)
		}
	}
	return pt
}

func (w *waiter) watch(x *Watch) {
	pt := w.point(x.FD)
	pt.uses++
	pt.watch = x
	w.changed(pt)
}

// attach makes the points that l needs.
func (w *waiter) attach(l *Lane) {
	for i, fd := range []int{l.From.FD(), l.To.FD()} {
		if pt := w.point(fd); pt != nil {
			pt.uses++
			l.made[i] = pt
		}
	}
}

// detach forgets a lane.
func (w *waiter) detach(l *Lane) {
	for how := range l.at {
		w.place(l, how, nil)
	}
	for i, pt := range l.made {
		if pt != nil {
			pt.uses--
			l.made[i] = nil
			w.release(pt)
		}
	}
}

// Forget is told that a descriptor is about to be closed.
func (w *waiter) Forget(fd int) {
	if fd >= len(w.points) || w.points[fd] == nil {
		return
	}
	pt := w.points[fd]
	for how := range 3 {
		for _, l := range slices.Clone(*pt.lanes(how)) {
			w.place(l, how, nil)
		}
	}
	pt.uses, pt.watch = 0, nil
	w.release(pt)
}

// release lets a point go that nobody needs.
func (w *waiter) release(pt *point) {
	if _, wanted := pt.interest(); wanted || pt.uses > 0 || w.points[pt.fd] != pt {
		return
	}
	w.points[pt.fd] = nil
	if pt.added {
		_ = w.door.EpollCtl(w.epoll, unix.EPOLL_CTL_DEL, pt.fd, 0)
		pt.added = false
	}
	is := func(x *point) bool { return x == pt }
	if w.epoll == 0 {
		w.order = slices.DeleteFunc(w.order, is)
	}
	if pt.file {
		w.always = slices.DeleteFunc(w.always, is)
	}
	if pt.beside {
		w.beside = slices.DeleteFunc(w.beside, is)
	}
}

// update has l wait for what it now needs.
func (p *Loop) update(l *Lane) {
	var to [3]*point
	if !l.done {
		l.restless = l.restless || p.unsettle(l)
		switch {
		case l.wantsOut() && p.bars(l):
		case l.wantsOut() && !l.futile:
			to[out] = p.point(l.To.FD())
		case l.wantsIn() && !l.starved:
			to[in] = p.point(l.From.FD())
		}
		if !l.hungUp && !l.Unwatched {
			to[hang] = p.point(l.To.FD())
		}
	}
	for how, pt := range to {
		p.place(l, how, pt)
	}
	p.time(l)
}

// unsettle notes a lane that is not to wait for poll alone.
func (p *Loop) unsettle(l *Lane) bool {
	if l.restless || l.unpolled() < 0 {
		return false
	}
	p.restless = append(p.restless, l)
	return true
}

// place moves l to another point's list.
func (w *waiter) place(l *Lane, how int, pt *point) {
	old := l.at[how]
	if old == pt {
		return
	}
	l.at[how] = pt
	if old != nil {
		list := old.lanes(how)
		*list = slices.DeleteFunc(*list, func(x *Lane) bool { return x == l })
		w.changed(old)
		w.release(old)
	}
	if pt != nil {
		list := pt.lanes(how)
		*list = append(*list, l)
		w.changed(pt)
	}
}

// changed notes what epoll is to be told before the next wait.
func (w *waiter) changed(pt *point) {
	if w.epoll != 0 && !pt.stale && !pt.file {
		pt.stale = true
		w.stale = append(w.stale, pt)
	}
}

// wait fills ready.
func (w *waiter) wait(timeout time.Duration) error {
	w.ready = w.ready[:0]
	if w.brisk && (timeout < 0 || timeout > sys.BriskWait) {
		timeout = sys.BriskWait
	}
	if w.epoll == 0 && len(w.order) > pollMost && !w.polled {
		w.grow()
	}
	if w.epoll == 0 {
		w.fds = w.fds[:0]
		return w.poll(w.order, timeout)
	}
	return w.epollWait(timeout)
}

// briskAfter is after how many turns, of which none took as long as sys.BriskWait, calls are brisk. A conversation of a few
// lines is not, and waits for as long as it takes.
const briskAfter = 64

// pace is told when a turn begins, and finds out whether the loop turns quickly.
func (w *waiter) pace(now time.Time) {
	w.quick++
	if now.Sub(w.turned) >= sys.BriskWait {
		w.quick = 0
	}
	w.turned = now
	if brisk := w.quick >= briskAfter; brisk != w.brisk {
		w.brisk = w.door.Brisk(brisk)
	}
}

// poll asks about points, and about what is in fds already.
func (w *waiter) poll(points []*point, timeout time.Duration) error {
	others := len(w.fds)
	for _, pt := range points {
		if events, wanted := pt.interest(); wanted {
			w.fds = append(w.fds, unix.PollFd{Fd: int32(pt.fd), Events: events})
		}
	}
	if _, err := w.door.Poll(w.fds, timeout); err != nil {
		return err
	}
	for _, f := range w.fds[others:] {
		if f.Revents != 0 {
			w.ready = append(w.ready, report{w.points[f.Fd], f.Revents})
		}
	}
	return nil
}

// grow changes from poll to epoll.
func (w *waiter) grow() {
	fd, err := w.door.EpollCreate()
	if err != nil {
		w.polled = true
		return
	}
	w.epoll = fd
	w.events = make([]sys.EpollEvent, eventsMost)
	for _, pt := range w.order {
		w.changed(pt)
	}
	w.order = nil
}

// eventsMost is how many events are taken at once: so many that the call is a small part of the work for them.
const eventsMost = 256

func (w *waiter) epollWait(timeout time.Duration) error {
	if err := w.tell(); err != nil {
		return err
	}
	for _, pt := range w.always {
		if events, _ := pt.interest(); events != 0 {
			w.ready = append(w.ready, report{pt, events})
			timeout = 0
		}
	}
	if len(w.beside) > 0 {
		w.fds = append(w.fds[:0], unix.PollFd{Fd: int32(w.epoll), Events: unix.POLLIN})
		if err := w.poll(w.beside, timeout); err != nil {
			return err
		}
		timeout = 0
	}
	n, err := w.door.EpollWait(w.epoll, w.events, timeout)
	if err != nil {
		return err
	}
	for _, e := range w.events[:n] {
		if pt := w.points[e.Fd]; pt != nil {
			w.ready = append(w.ready, report{pt, int16(e.Events)})
		}
	}
	return nil
}

// tell has epoll know what has changed since the last wait.
func (w *waiter) tell() error {
	for _, pt := range w.stale {
		pt.stale = false
		if w.points[pt.fd] != pt {
			continue // released meanwhile
		}
		if err := w.control(pt); err != nil {
			return err
		}
	}
	w.stale = w.stale[:0]
	return nil
}

func (w *waiter) control(pt *point) error {
	events, wanted := pt.interest()
	op := unix.EPOLL_CTL_MOD
	switch {
	case !wanted && !pt.added || wanted && pt.added && events == pt.asked:
		return nil
	case !wanted:
		op = unix.EPOLL_CTL_DEL
	case !pt.added:
		op = unix.EPOLL_CTL_ADD
	}
	err := w.door.EpollCtl(w.epoll, op, pt.fd, uint32(events))
	switch {
	case err == unix.EPERM:
		pt.file = true
		w.always = append(w.always, pt)
		return nil
	case err == unix.ENOSPC || err == unix.ENOMEM:
		w.setBeside(pt)
		return nil
	case pt.beside:
		pt.beside = false
		w.beside = slices.DeleteFunc(w.beside, func(x *point) bool { return x == pt })
	}
	pt.added, pt.asked = wanted, events
	return err
}

// setBeside has poll(2) asked about a point that epoll has no room or memory for, until epoll takes a change of it.
func (w *waiter) setBeside(pt *point) {
	if pt.added { // what epoll was told before would still be reported
		_ = w.door.EpollCtl(w.epoll, unix.EPOLL_CTL_DEL, pt.fd, 0)
		pt.added = false
	}
	if !pt.beside {
		pt.beside = true
		w.beside = append(w.beside, pt)
	}
}

func (w *waiter) close() {
	w.door.Brisk(false)
	if w.epoll != 0 {
		_ = w.door.Close(w.epoll)
	}
}
