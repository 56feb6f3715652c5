package sys

import (
	"time"

	"golang.org/x/sys/unix"
)

// An Edge waits for new events on a descriptor. poll(2) cannot do that for an event that persists, such as POLLERR
// while an error queue is not read.
type Edge struct {
	door  *Door
	epoll int
}

// NewEdge watches fd for events. What is pending already counts as new for the first Await.
func (d *Door) NewEdge(fd int, events int16) (*Edge, error) {
	epoll, err := d.EpollCreate()
	if err != nil {
		return nil, err
	}
	e := &Edge{d, epoll}
	if err := d.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, uint32(events)|unix.EPOLLET); err != nil {
		e.Close()
		return nil, err
	}
	return e, nil
}

// Await returns the number of events, or 0 if there is none before the limit. A zero limit never passes.
func (e *Edge) Await(limit time.Time) (int, error) {
	return e.door.EpollAwait(e.epoll, make([]EpollEvent, 1), limit)
}

// Close ends the watch.
func (e *Edge) Close() { _ = e.door.Close(e.epoll) }
