package pump

import "sock/internal/sys"

// buffer returns a buffer of that size. Its error is ENOMEM.
func (w *ways) buffer(size int) ([]byte, error) {
	free := w.buffers[size]
	if len(free) == 0 {
		return sys.Buffer(size)
	}
	w.buffers[size] = free[:len(free)-1]
	return free[len(free)-1], nil
}

func (w *ways) giveBack(b []byte) {
	if w.buffers == nil {
		w.buffers = map[int][][]byte{}
	}
	if free := w.buffers[len(b)]; len(free) < buffersMost {
		w.buffers[len(b)] = append(free, b)
	}
}

// buffersMost is how many buffers are kept: more are in use only while sinks are full.
const buffersMost = 16

// borrow gives the lane a buffer of that size in place of the one it has, with what was in it.
func (c *copier) borrow(size int) error {
	w := c.lane.ways
	buf, err := w.buffer(size)
	if err != nil {
		return err
	}
	c.end = copy(buf, c.held())
	c.start = 0
	c.returnBuffer()
	c.buf = buf
	w.lent += size
	return nil
}

func (c *copier) returnBuffer() {
	if c.buf != nil {
		c.lane.ways.lent -= len(c.buf)
		c.lane.ways.giveBack(c.buf)
		c.buf = nil
	}
}

// rest gives the buffer back when nothing is in it: of many lanes few have something at a time.
func (c *copier) rest() {
	switch {
	case c.buf == nil || len(c.out) > 0:
	case c.start == c.end:
		c.returnBuffer()
		c.out, c.start, c.end = nil, 0, 0
	case c.lane.Lines:
		c.shrink()
	}
}

// tailLeast is the smallest buffer for a tail.
const tailLeast = 256

// shrink keeps a tail in a buffer of its size: thousands of lanes may have one. A tail of a quarter of the buffer
// stays where it is, or each byte of it that arrives alone would have all of them copied.
func (c *copier) shrink() {
	size := tailLeast
	for size < c.end-c.start {
		size *= 2
	}
	if size < len(c.buf) && size <= c.lane.Size/4 {
		_ = c.borrow(size) // without it the tail stays where it is
	}
}
