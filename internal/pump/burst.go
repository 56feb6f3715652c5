package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/sys"
)

// A burst is what a lane knows of messages that come, or wait to go, many at a time.
type burst struct {
	plain  bool // the message in out is as it stands in buf, just before buf[start]
	cannot bool // the kernel does not cut one send into datagrams for this socket

	heard  int // messages received
	batch  *sys.Batch
	joined []byte

	unwanted bool // the sink is /dev/null
}

const (
	// segmentsMost is how many datagrams every kernel cuts one send into, segmentsLeast how many it takes for
	// that to be worth another call than sendto(2).
	segmentsMost  = 64
	segmentsLeast = 16
	// segmentsBytes is how large one send may be: an IP packet, less the largest headers.
	segmentsBytes = 60000
	// burstAfter is after how many messages a lane asks for several at once, and batchMost for how many: with 64
	// the call is less than a tenth of the work for each.
	burstAfter = 64
	batchMost  = 64
)

// sendMany sends the message in out, and those that wait behind it in the buffer, with one call. It does nothing
// unless they are many, and of one size.
func (l *Lane) sendMany() (sent bool, err error) {
	if l.Cut == nil || !l.plain || l.cannot || len(l.out) == 0 {
		return false, nil
	}
	m := l.To.Caps().Segmenter
	if m == nil {
		return false, nil
	}
	end, count := l.segments()
	if count < segmentsLeast {
		return false, nil
	}
	b := l.buf[l.start-len(l.out) : end]
	n, err := m.SendSegments(b, len(l.out))
	l.full = fail.Is(err, unix.EAGAIN)
	switch {
	case l.full:
		return true, nil
	case fail.Is(err, unix.EINVAL, unix.EIO, unix.EMSGSIZE, unix.EOPNOTSUPP, unix.ENOPROTOOPT):
		l.cannot = true // by the device, the path or the kernel; one by one they meet their own errors
		return false, nil
	case err != nil:
		return true, l.refused(err)
	}
	l.Sent += int64(n)
	l.out, l.whole, l.start = nil, false, end
	return true, l.frame()
}

// segments finds the messages in the buffer that can go with the one in out: of its size, the last perhaps shorter.
func (l *Lane) segments() (end, count int) {
	size := len(l.out)
	end, count = l.start, 1
	for count < segmentsMost && end-l.start+2*size <= segmentsBytes {
		msg, used, ok, err := l.Cut.Next(l.buf[end:l.end], l.eof)
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

// batchedMost is the largest buffer of which there are many: a whole datagram of IP fits.
const batchedMost = 64 << 10

// gathers reports whether the lane receives several messages at once.
func (l *Lane) gathers() bool {
	if !l.Join || l.Limit != nil || l.Size > batchedMost || l.From.Caps().Batcher == nil {
		return false
	}
	l.heard++
	return l.heard > burstAfter
}

// gather receives what waits, up to a batch, as one piece that is shaped already.
func (l *Lane) gather() (Piece, error) {
	m := l.From.Caps().Batcher
	if l.batch == nil {
		l.batch = sys.NewBatch(batchMost, l.Size)
		l.unwanted = l.To.Caps().File && l.ways.door.IsNull(l.To.FD())
		m.PrepareBatches()
	}
	n, err := m.ReceiveBatch(l.batch)
	if err != nil {
		return Piece{}, err
	}
	l.joined = l.joined[:0]
	received := 0
	for i := range n {
		received += len(l.batch.Data(i))
		l.join(Piece{Data: l.batch.Data(i), Len: l.batch.Len(i), From: l.batch.Name(i)}, l.batch.Segment(i))
	}
	return Piece{Data: l.joined, Len: received, shaped: true}, nil
}

// join shapes what came as one datagram, or as several of a size. What goes to /dev/null need not be written there; that
// a datagram was cut is told all the same.
func (l *Lane) join(p Piece, size int) {
	if size <= 0 || size >= p.Len {
		if !l.unwanted || p.Len > len(p.Data) {
			l.joined = append(l.joined, l.Shape(p)...)
		}
		return
	}
	for b := p.Data; len(b) > 0 && !l.unwanted; b = b[min(size, len(b)):] {
		one := b[:min(size, len(b))]
		l.joined = append(l.joined, l.Shape(Piece{Data: one, Len: len(one), From: p.From})...)
	}
}

// PrepareBatches has the kernel join datagrams, and keep more of them: with twice the default four times as many got through a flood.
func (m *Messages) PrepareBatches() {
	if m.UDP && m.Own {
		_ = m.Door.JoinDatagrams(m.Fd) // without it they arrive one by one
	}
	if m.UDP && m.Own && !m.Chosen.RcvBuf {
		_ = m.Door.Widen(m.Fd)
	}
}

// ReceiveBatch receives as many messages as there are, up to a batch. The last sender is the one to answer.
func (m *Messages) ReceiveBatch(b *sys.Batch) (int, error) {
	n, err := m.Door.RecvBatch(m.Fd, b, unix.MSG_DONTWAIT|unix.MSG_TRUNC)
	for i := n - 1; err == nil && i >= 0; i-- {
		if name := b.Name(i); len(name) > 2 {
			m.peer = append(m.peer[:0:0], name...)
			break
		}
	}
	return n, err
}

// SendSegments has the kernel cut b into datagrams.
func (m *Messages) SendSegments(b []byte, size int) (int, error) {
	return m.Door.SendSegments(m.Fd, b, size, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL)
}
