package sys

import (
	"time"

	"golang.org/x/sys/unix"
)

// An Edge waits for what is new on a descriptor. poll(2) is no use where it reports the same for good, as it does of an
// error queue that nobody empties.
type Edge struct {
	door  *Door
	epoll int
}

// NewEdge watches the descriptor for events. What is there already is new to the first Await.
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

// Await returns how many events there are, 0 if none came before the limit; zero is never.
func (e *Edge) Await(limit time.Time) (int, error) {
	return e.door.EpollAwait(e.epoll, make([]EpollEvent, 1), limit)
}

// Close ends the watch.
func (e *Edge) Close() { _ = e.door.Close(e.epoll) }
