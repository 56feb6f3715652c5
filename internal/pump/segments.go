package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

const (
	// segmentsMost is how many datagrams every kernel cuts one send into, segmentsLeast how many it takes for
	// that to be worth another call than sendto(2).
	segmentsMost  = 64
	segmentsLeast = 16
	// segmentsBytes is how large one send may be: an IP packet, less the largest headers.
	segmentsBytes = 60000
)

// sendSegments sends the message in out, and those that wait behind it in the buffer, with one call. It does nothing
// unless they are many, and of one size.
func (c *copier) sendSegments() (n int, handled bool, err error) {
	if c.segmenter == nil || c.lane.Cut == nil || !c.plain || c.unsegmented || len(c.out) == 0 {
		return 0, false, nil
	}
	end, count := c.segments()
	if count < segmentsLeast {
		return 0, false, nil
	}
	n, err = c.segmenter.SendSegments(c.buf[c.start-len(c.out):end], len(c.out))
	switch {
	case fail.Is(err, unix.EAGAIN):
		return 0, true, unix.EAGAIN
	case fail.Is(err, unix.EINVAL, unix.EIO, unix.EMSGSIZE, unix.EOPNOTSUPP, unix.ENOPROTOOPT):
		c.unsegmented = true // by the device, the path or the kernel; one by one they meet their own errors
		return 0, false, nil
	case err != nil:
		return n, true, err
	}
	c.out, c.whole, c.start = nil, false, end
	return n, true, nil
}

// segments finds the messages in the buffer that can go with the one in out: of its size, the last perhaps shorter.
func (c *copier) segments() (end, count int) {
	size := len(c.out)
	end, count = c.start, 1
	for count < segmentsMost && end-c.start+2*size <= segmentsBytes {
		msg, used, ok, err := c.lane.Cut.Next(c.buf[end:c.end], c.lane.phase.sourceEnded())
		if err != nil || !ok || used != len(msg) || used == 0 || used > size {
			break
		}
		end += used
		count++
		if used < size {
			break
		}
	}
	return end, count
}

// SendSegments has the kernel cut b into datagrams.
func (m *Messages) SendSegments(b []byte, size int) (int, error) {
	return m.Door.SendSegments(m.Fd, b, size, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
}
