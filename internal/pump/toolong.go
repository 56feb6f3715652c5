package pump

import (
	"errors"
	"fmt"
	"math"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// CallMost is MAX_RW_COUNT of the kernel: no call takes more bytes, and what a longer message has beyond it would be lost.
const CallMost = math.MaxInt32 &^ (4096 - 1)

// Longest returns the size above which every message to the socket fails with EMSGSIZE. In some families the kernel compares
// with SO_SNDBUF; of the others nothing is known.
func Longest(door *sys.Door, fd int) int {
	family, err := door.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return CallMost
	}
	switch family {
	case unix.AF_INET, unix.AF_INET6, unix.AF_UNIX, unix.AF_NETLINK:
		if n, err := door.GetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_SNDBUF); err == nil {
			return max(n, math.MaxUint16) // the family's own limit, where the buffer is smaller
		}
	}
	return CallMost
}

// grow makes room for the rest of a message that fills the buffer. A sink without borders gets what there is of a line.
// A message that is too long already is not read further: it is for the kernel to refuse it.
func (c *copier) grow() error {
	l, held, longest := c.lane, len(c.held()), 0
	if l.Longest != nil {
		longest = l.Longest()
	}
	switch {
	case longest == 0 && (l.Cut.kind == framingLine || l.Cut.kind == framingNul):
		c.takeAll()
	case longest > 0 && held/2 > longest: // base64 is longer than what it stands for
		c.takeAll()
		c.whole, c.oversized = true, true
	case held > CallMost/2:
		return l.fault(l.Writing, &fail.Call{Name: l.Writing[0], What: l.Writing[1], Err: unix.EMSGSIZE, Hint: hintAtLeast(held)})
	default:
		return l.fault(l.Reading, c.borrow(2*len(c.buf)))
	}
	return nil
}

// AtLeast adds to EMSGSIZE that the message has at least size bytes: it was not read to its end.
func AtLeast(err error, size int) error {
	call, found := errors.AsType[*fail.Call](err)
	if !found || call.Err != unix.EMSGSIZE {
		return err
	}
	longer := *call
	longer.Hint = hintAtLeast(size)
	return &longer
}

func hintAtLeast(size int) string {
	return fmt.Sprintf("a message of %d bytes or more is too long for this socket; it was not sent", size)
}

// limitRoom starts and stops the clock of a lane whose sink has no room. The clock ends the pump, as Deadline does.
func (p *Pump) limitRoom(l *Lane) {
	switch {
	case l.Room == 0:
	case !l.wantsOut():
		l.clock.Stop()
		l.clock = nil
	case !l.sink.full || l.clock == nil: // it has taken something, and now waits for poll(2)
		l.clock.Stop()
		l.clock = p.After(l.Room, func() error { return l.NoRoom })
	}
}
