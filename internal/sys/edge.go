package sys

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// An Edge waits for new events on a descriptor. poll(2) cannot do that for an event that persists, such as POLLERR
// while an error queue is not read.
type Edge struct {
	door  *Door
	epoll int
}

// NewEdge watches fd, which its error calls what, for events. What is pending already counts as new for the first Await.
func (d *Door) NewEdge(fd int, what string, events int16) (*Edge, error) {
	epoll, err := d.EpollCreate()
	if err != nil {
		return nil, fail.At("epoll_create1", "", err)
	}
	e := &Edge{d, epoll}
	if err := d.EpollCtl(epoll, unix.EPOLL_CTL_ADD, fd, uint32(events)|unix.EPOLLET); err != nil {
		e.Close()
		return nil, fail.At("epoll_ctl", what, err)
	}
	return e, nil
}

// Await returns the number of events, or 0 if there is none before the limit. A zero limit never passes.
func (e *Edge) Await(limit time.Time) (int, error) {
	return e.door.EpollAwait(e.epoll, make([]EpollEvent, 1), limit)
}

// Close ends the watch.
func (e *Edge) Close() { _ = e.door.Close(e.epoll) }
