package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// A copier moves bytes through a buffer, which all ends allow. It cuts them into messages or lines, and shapes them.
type copier struct {
	lane *Lane

	buf       []byte
	start     int    // buf[start:end] is read and not yet framed
	end       int    //
	out       []byte // framed and not yet sent
	whole     bool   // out is a message that is not yet sent, perhaps an empty one
	plain     bool   // it is as it stands in buf, just before buf[start]
	oversized bool   // more of it has not been read: it is too long already

	segmenter   Segmenter // the sink, if it is one
	unsegmented bool      // the kernel does not cut one send into datagrams for this socket
	batch       *batch    // nil: the source, or the sink, takes one message at a time
}

// pending reports whether something waits to be sent.
func (c *copier) pending() bool { return c.whole || len(c.out) > 0 }

// held are the bytes that are not yet framed.
func (c *copier) held() []byte { return c.buf[c.start:c.end] }

// unsent is how many bytes were received that the sink has not taken.
func (c *copier) unsent() int { return len(c.out) + c.end - c.start }

// discard forgets what waits to be sent.
func (c *copier) discard() { c.out, c.whole = nil, false }

// takeAll makes ready all that was read.
func (c *copier) takeAll() { c.out, c.start = c.held(), c.end }

// close forgets everything, and returns the buffer.
func (c *copier) close() {
	c.out, c.start, c.end = nil, 0, 0
	c.rest()
}

// bordered reports whether less room would make other messages of what is received.
func (c *copier) bordered() bool {
	return c.lane.overtaken || c.lane.Cut != nil && c.lane.Cut.kind == framingRead
}

// take makes ready what can be sent of what was received.
func (c *copier) take(p Piece) error {
	l := c.lane
	switch {
	case p.shaped:
		c.out, c.whole = p.Data, p.whole
		return nil
	case l.Whole && p.Len > len(p.Data):
		return l.fault(l.Reading, unix.EMSGSIZE)
	case l.Whole:
		c.out, c.whole = p.Data, !p.EOF
		return nil
	case l.Shape != nil:
		if err := sys.Room(shapeMost * len(p.Data)); err != nil {
			return l.fault(l.Reading, err)
		}
		c.out = l.Shape(p)
		return nil
	}
	l.consider(len(p.Data))
	c.end += len(p.Data)
	return c.frame()
}

// shapeMost is how many times as much memory as the bytes themselves Shape takes.
const shapeMost = 8

// room returns where the next read goes: behind what is not yet framed, which moves to the front.
// Its error is ENOMEM.
func (c *copier) room() ([]byte, error) {
	size := c.lane.Size
	if c.lane.Cut != nil {
		size = c.lane.Cut.Room(size)
	}
	if len(c.buf) < size {
		if err := c.borrow(size); err != nil {
			return nil, err
		}
		return c.buf[c.end:], nil
	}
	c.end = copy(c.buf, c.held())
	c.start = 0
	return c.buf[c.end:], nil
}

// frame takes the next message out of the buffer.
func (c *copier) frame() error {
	l, held := c.lane, c.held()
	switch {
	case l.Lines:
		n := l.wholeLines(held)
		c.out, c.start = held[:n], c.start+n
		return nil
	case l.Cut == nil:
		c.takeAll()
		return nil
	}
	msg, used, ok, err := l.Cut.Next(held, l.phase.sourceEnded())
	switch {
	case err != nil:
		return l.fault(l.Reading, err)
	case !ok && len(held) == len(c.buf):
		return c.grow()
	}
	c.whole, c.plain = ok, used == len(msg)
	c.start += used
	c.out, err = c.converted(msg)
	return l.fault(l.Reading, err)
}

// send sends what is ready: a message, alone or with those of its size behind it, or some bytes.
func (c *copier) send() (int, error) {
	if n, handled, err := c.sendSegments(); handled {
		return n, err
	}
	n, err := c.lane.To.Send(c.out)
	if err == nil && !c.oversized {
		c.out, c.whole = c.out[n:], false
	}
	return n, err
}

// next makes ready the next message of the buffer when the one before was sent.
func (c *copier) next() error {
	if len(c.out) == 0 && c.end > c.start && !c.lane.Lines {
		return c.frame()
	}
	return nil
}
