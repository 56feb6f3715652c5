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
func (l *Lane) borrow(size int) error {
	buf, err := l.ways.buffer(size)
	if err != nil {
		return err
	}
	l.end = copy(buf, l.buf[l.start:l.end])
	l.start = 0
	l.returnBuffer()
	l.buf = buf
	l.ways.lent += size
	return nil
}

func (l *Lane) returnBuffer() {
	if l.buf != nil {
		l.ways.lent -= len(l.buf)
		l.ways.giveBack(l.buf)
		l.buf = nil
	}
}

// tailLeast is the smallest buffer for a tail.
const tailLeast = 256

// shrink keeps a tail in a buffer of its size: thousands of lanes may have one. A tail of a quarter of the buffer
// stays where it is, or each byte of it that arrives alone would have all of them copied.
func (l *Lane) shrink() {
	size := tailLeast
	for size < l.end-l.start {
		size *= 2
	}
	if size < len(l.buf) && size <= l.Size/4 {
		_ = l.borrow(size) // without it the tail stays where it is
	}
}
