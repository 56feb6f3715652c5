package loop

import (
	"slices"
	"time"

	"sock/internal/sys"

	"golang.org/x/sys/unix"
)

// A Waiter has a source and a sink, and is called when what it waits for is ready.
type Waiter interface {
	Arrivals() int16 // what to poll the source for
	Readable()       // the source has something, or is broken
	Writable()       // the sink has room, or is broken
	// HungUp is called when the sink is broken; onlyErr: poll(2) has reported POLLERR without POLLHUP.
	HungUp(onlyErr bool)
	// Reported is called for POLLERR alone, after the calls it asked for. It returns whether that was dealt with.
	Reported(how How) bool

	Seated() *Seat
}

// A Seat is what a loop knows of a Waiter, which embeds it.
type Seat struct {
	ends [2]*Point // of the source and the sink
	at   [3]*Point // where it waits
}

// Seated returns the Seat itself: a Waiter embeds it.
func (s *Seat) Seated() *Seat { return s }

// Waits reports whether the Waiter waits this way.
func (s *Seat) Waits(how How) bool { return s.at[how] != nil }

// Sink returns the point of the sink, nil if that has no descriptor.
func (s *Seat) Sink() *Point { return s.ends[1] }

// How is a way to wait.
type How int

// The ways.
const (
	In     How = iota // for the source
	Out               // for room in the sink
	Hangup            // for nothing but that the sink breaks
)

// A Point is a descriptor and those that wait for it. It exists while one may wait for it.
type Point struct {
	fd     int
	uses   int // Waiters and watches it was made for
	watch  *Watch
	lists  [3][]Waiter
	asked  int16 // what epoll watches it for
	added  bool  // epoll knows it
	file   bool  // epoll does not take it
	beside bool  // noted in poller.beside
	stale  bool  // what epoll watches it for has changed
}

// Waiting returns those that wait this way, in the order in which they are served.
func (pt *Point) Waiting(how How) []Waiter { return pt.lists[how] }

// A report is what the kernel reports about a point.
type report struct {
	*Point
	got int16
}

// interest is what to poll a point for, and whether at all: what is broken is reported unasked.
func (pt *Point) interest() (events int16, wanted bool) {
	if pt.watch != nil {
		events, wanted = pt.watch.Events, true
	}
	if in := pt.lists[In]; len(in) > 0 {
		events |= in[0].Arrivals()
	}
	if len(pt.lists[Out]) > 0 {
		events |= unix.POLLOUT
	}
	return events, wanted || events != 0 || len(pt.lists[Hangup]) > 0
}

// point returns the point of a descriptor, nil for none.
func (p *poller) point(fd int) *Point {
	if fd < 0 {
		return nil
	}
	for len(p.points) <= fd {
		p.points = append(p.points, nil)
	}
	pt := p.points[fd]
	if pt == nil {
		pt = &Point{fd: fd}
		p.points[fd] = pt
		if p.epoll == 0 {
			p.order = append(p.order, pt)
		}
	}
	return pt
}

func (p *poller) watch(x *Watch) {
	pt := p.point(x.FD)
	pt.uses++
	pt.watch = x
	p.changed(pt)
}

// attach makes the points of a Waiter; -1 is no descriptor.
func (p *poller) attach(w Waiter, source, sink int) {
	for i, fd := range [...]int{source, sink} {
		if pt := p.point(fd); pt != nil {
			pt.uses++
			w.Seated().ends[i] = pt
		}
	}
}

// detach forgets a Waiter.
func (p *poller) detach(w Waiter) {
	s := w.Seated()
	for how := range s.at {
		p.place(w, How(how), nil)
	}
	for i, pt := range s.ends {
		if pt != nil {
			pt.uses--
			s.ends[i] = nil
			p.release(pt)
		}
	}
}

// forget stops watching a descriptor. Call it before the descriptor is closed.
func (p *poller) forget(fd int) {
	if fd >= len(p.points) || p.points[fd] == nil {
		return
	}
	pt := p.points[fd]
	for how, list := range pt.lists {
		for _, w := range slices.Clone(list) {
			p.place(w, How(how), nil)
		}
	}
	pt.uses, pt.watch = 0, nil
	p.release(pt)
}

// release frees a point that has no user.
func (p *poller) release(pt *Point) {
	if _, wanted := pt.interest(); wanted || pt.uses > 0 || p.points[pt.fd] != pt {
		return
	}
	p.points[pt.fd] = nil
	if pt.added {
		_ = p.door.EpollCtl(p.epoll, unix.EPOLL_CTL_DEL, pt.fd, 0)
		pt.added = false
	}
	is := func(x *Point) bool { return x == pt }
	if p.epoll == 0 {
		p.order = slices.DeleteFunc(p.order, is)
	}
	if pt.file {
		p.always = slices.DeleteFunc(p.always, is)
	}
	if pt.beside {
		p.beside = slices.DeleteFunc(p.beside, is)
	}
}

// place moves w to another point's list.
func (p *poller) place(w Waiter, how How, pt *Point) {
	s := w.Seated()
	old := s.at[how]
	if old == pt {
		return
	}
	s.at[how] = pt
	if old != nil {
		old.lists[how] = slices.DeleteFunc(old.lists[how], func(x Waiter) bool { return x == w })
		p.changed(old)
		p.release(old)
	}
	if pt != nil {
		pt.lists[how] = append(pt.lists[how], w)
		p.changed(pt)
	}
}

// changed notes a point about which epoll must be updated before the next wait.
func (p *poller) changed(pt *Point) {
	if p.epoll != 0 && !pt.stale && !pt.file {
		pt.stale = true
		p.stale = append(p.stale, pt)
	}
}

// A poller waits for descriptors, on behalf of Waiters and watches.
type poller struct {
	door   *sys.Door
	points []*Point // by descriptor
	order  []*Point // in the order in which they were made, for poll(2)
	ready  []report // what the last wait reported

	polled bool // there is no descriptor left for epoll: poll(2) is used permanently
	epoll  int  // 0: poll(2) is used
	stale  []*Point
	always []*Point // files, for which there is no epoll: they never wait
	beside []*Point // that epoll had no room or memory for: poll(2) is asked about them, and about epoll
	fds    []unix.PollFd
	events []sys.EpollEvent

	turned time.Time // when the last turn began
	quick  int       // turns that followed each other quickly
	bypass bool
}

// A Watch calls a function when a descriptor is ready: a listening socket, or, without Events, an output whose
// reader may leave.
type Watch struct {
	FD     int
	Events int16
	Ready  func() error

	Reports bool // it may have an error queue, which Ready does not read
}
