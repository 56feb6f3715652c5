package loop

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// pollMost is how many descriptors poll(2) is asked about. With more, epoll(7) is, whose work depends on how
// many are ready and not on how many there are. At 64 of which one is ready both take the same time.
const pollMost = 64

// wait fills ready.
func (p *poller) wait(timeout time.Duration) error {
	p.ready = p.ready[:0]
	if p.bypass && (timeout < 0 || timeout > sys.BypassWait) {
		timeout = sys.BypassWait
	}
	if p.epoll == 0 && len(p.order) > pollMost && !p.polled {
		p.grow()
	}
	if p.epoll == 0 {
		p.fds = p.fds[:0]
		return p.poll(p.order, timeout)
	}
	return p.epollWait(timeout)
}

// bypassAfter is after how many turns, of which none took as long as sys.BypassWait, calls bypass the Go scheduler. A conversation
// of a few lines has fewer, and its calls wait without limit.
const bypassAfter = 64

// pace measures whether the loop turns quickly, at the beginning of each turn.
func (p *poller) pace(now time.Time) {
	p.quick++
	if now.Sub(p.turned) >= sys.BypassWait {
		p.quick = 0
	}
	p.turned = now
	if bypass := p.quick >= bypassAfter; bypass != p.bypass {
		p.bypass = p.door.BypassScheduler(bypass)
	}
}

// poll asks about points, and about what is in fds already.
func (p *poller) poll(points []*Point, timeout time.Duration) error {
	others := len(p.fds)
	for _, pt := range points {
		if events, wanted := pt.interest(); wanted {
			p.fds = append(p.fds, unix.PollFd{Fd: int32(pt.fd), Events: events})
		}
	}
	if _, err := p.door.Poll(p.fds, timeout); err != nil {
		return err
	}
	for _, f := range p.fds[others:] {
		if f.Revents != 0 {
			p.ready = append(p.ready, report{p.points[f.Fd], f.Revents})
		}
	}
	return nil
}

// grow changes from poll to epoll.
func (p *poller) grow() {
	fd, err := p.door.EpollCreate()
	if err != nil {
		p.polled = true
		return
	}
	p.epoll = fd
	p.events = make([]sys.EpollEvent, eventsMost)
	for _, pt := range p.order {
		p.changed(pt)
	}
	p.order = nil
}

// eventsMost is how many events are taken at once: so many that the call is a small part of the work for them.
const eventsMost = 256

func (p *poller) epollWait(timeout time.Duration) error {
	if err := p.update(); err != nil {
		return err
	}
	for _, pt := range p.always {
		if events, _ := pt.interest(); events != 0 {
			p.ready = append(p.ready, report{pt, events})
			timeout = 0
		}
	}
	if len(p.beside) > 0 {
		p.fds = append(p.fds[:0], unix.PollFd{Fd: int32(p.epoll), Events: unix.POLLIN})
		if err := p.poll(p.beside, timeout); err != nil {
			return err
		}
		timeout = 0
	}
	n, err := p.door.EpollWait(p.epoll, p.events, timeout)
	if err != nil {
		return err
	}
	for _, e := range p.events[:n] {
		if pt := p.points[e.Fd]; pt != nil {
			p.ready = append(p.ready, report{pt, int16(e.Events)})
		}
	}
	return nil
}

// update passes what has changed since the last wait on to epoll.
func (p *poller) update() error {
	for _, pt := range p.stale {
		pt.stale = false
		if p.points[pt.fd] != pt {
			continue // released meanwhile
		}
		if err := p.control(pt); err != nil {
			return err
		}
	}
	p.stale = p.stale[:0]
	return nil
}

func (p *poller) control(pt *Point) error {
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
	err := p.door.EpollCtl(p.epoll, op, pt.fd, uint32(events))
	switch {
	case err == unix.EPERM:
		pt.file = true
		p.always = append(p.always, pt)
		return nil
	case err == unix.ENOSPC || err == unix.ENOMEM:
		p.setBeside(pt)
		return nil
	case pt.beside:
		pt.beside = false
		p.beside = slices.DeleteFunc(p.beside, func(x *Point) bool { return x == pt })
	}
	pt.added, pt.asked = wanted, events
	return err
}

// setBeside has poll(2) asked about a point that epoll has no room or memory for, until epoll takes a change of it.
func (p *poller) setBeside(pt *Point) {
	if pt.added { // epoll would still report what it was asked for before
		_ = p.door.EpollCtl(p.epoll, unix.EPOLL_CTL_DEL, pt.fd, 0)
		pt.added = false
	}
	if !pt.beside {
		pt.beside = true
		p.beside = append(p.beside, pt)
	}
}

func (p *poller) close() {
	p.door.BypassScheduler(false)
	if p.epoll != 0 {
		_ = p.door.Close(p.epoll)
	}
}
