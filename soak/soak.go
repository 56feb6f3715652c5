package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// soak runs conversations, many at once, for the duration. The servers' resources are counted after a part of it, when
// everything they need has been used once, and at the end.
func (l *lab) soak(ctx context.Context) {
	began := time.Now()
	l.converseUntil(ctx, began.Add(l.duration/4), uint64(len(l.kinds)))
	l.quiet(func(s *server) {
		l.atLast(s)
		s.before, _ = s.settled(0)
	})
	l.converseUntil(ctx, began.Add(l.duration*9/10), 0)
	l.idle()
	l.quiet(func(s *server) {
		l.atLast(s)
		var err error
		if s.after, err = s.settled(s.before.fds); err != nil {
			l.fault(fmt.Sprintf("FAULT: %s has ended: %v\n", s.name, err))
			return
		}
		l.compare(s)
	})
}

// converseUntil runs conversations side by side until end, at least so many.
func (l *lab) converseUntil(ctx context.Context, end time.Time, least uint64) {
	var all sync.WaitGroup
	for range l.workers {
		all.Go(func() {
			for ctx.Err() == nil {
				l.mutex.Lock()
				n := l.next
				l.next++
				l.mutex.Unlock()
				if n >= least && time.Now().After(end) {
					return
				}
				l.converse(n)
			}
		})
	}
	all.Wait()
}

// quiet looks at the servers while there are no conversations.
func (l *lab) quiet(look func(*server)) {
	var all sync.WaitGroup
	for _, s := range l.servers {
		all.Go(func() { look(s) })
	}
	all.Wait()
}

const (
	// mayGrow is how much more memory a server may use at the end: Go first collects garbage at a heap of 4 MiB.
	mayGrow = 6 << 20
	// mayKeep is how many descriptors a server may keep: 16 pipes for bulk data, its standard streams, and two event
	// loops.
	mayKeep = 2*16 + 3 + 4
	// mayStart is how many more threads it may have: Go's runtime starts some, but not one for each connection.
	mayStart = 4
)

// compare is the verdict on a server's resources at the end.
func (l *lab) compare(s *server) {
	b, a := s.before, s.after
	switch {
	case a.fds > b.fds:
		l.fault(fmt.Sprintf("FAULT: %s has %d descriptors more than before\n    %s\n", s.name, a.fds-b.fds, state(s.pid())))
	case a.kept > mayKeep:
		l.fault(fmt.Sprintf("FAULT: %s keeps %d pipes and loops\n    %s\n", s.name, a.kept, state(s.pid())))
	case a.zombies > 0:
		l.fault(fmt.Sprintf("FAULT: %s has %d zombies\n", s.name, a.zombies))
	case a.private > b.private+mayGrow:
		l.fault(fmt.Sprintf("FAULT: the memory of %s has grown by %d bytes\n", s.name, a.private-b.private))
	case a.threads > b.threads+mayStart:
		l.fault(fmt.Sprintf("FAULT: %s has %d threads more than before\n", s.name, a.threads-b.threads))
	}
}
