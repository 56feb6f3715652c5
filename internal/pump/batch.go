package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/sys"
)

// A batch receives many datagrams with one call, once there are many.
type batch struct {
	from     Batcher
	count    int // datagrams received one by one
	room     *sys.Batch
	joined   []byte
	unwanted bool // the sink is /dev/null
}

const (
	// batchAfter is after how many datagrams a lane asks for several at once, and batchMost for how many: with 64
	// the call is less than a tenth of the work for each.
	batchAfter = 64
	batchMost  = 64
	// batchedMost is the largest buffer of which there are many: a whole datagram of IP fits.
	batchedMost = 64 << 10
)

// due reports whether so many datagrams were received that several at once are worth it. The one to be received is counted.
func (b *batch) due() bool {
	if b == nil {
		return false
	}
	b.count++
	return b.count > batchAfter
}

// receive receives what waits, up to a batch, as one piece that is shaped already.
func (b *batch) receive(l *Lane) (Piece, error) {
	if b.room == nil {
		b.room = sys.NewBatch(batchMost, l.Size)
		b.unwanted = l.To.Caps().File && l.ways.door.IsNull(l.To.FD())
		b.from.PrepareBatches()
	}
	n, err := b.from.ReceiveBatch(b.room)
	if err != nil {
		return Piece{}, err
	}
	b.joined = b.joined[:0]
	received := 0
	for i := range n {
		if !b.from.Wanted(b.room.Name(i)) {
			continue
		}
		received += len(b.room.Data(i))
		b.join(l.Shape, Piece{Data: b.room.Data(i), Len: b.room.Len(i), From: b.room.Name(i)}, b.room.Segment(i))
	}
	return Piece{Data: b.joined, Len: received, shaped: true}, nil
}

// join shapes what arrived as one datagram, or as several of a size. What goes to /dev/null need not be written there; that
// a datagram was cut is still reported.
func (b *batch) join(shape func(Piece) []byte, p Piece, size int) {
	if size <= 0 || size >= p.Len {
		if !b.unwanted || p.Len > len(p.Data) {
			b.joined = append(b.joined, shape(p)...)
		}
		return
	}
	for rest := p.Data; len(rest) > 0 && !b.unwanted; rest = rest[min(size, len(rest)):] {
		one := rest[:min(size, len(rest))]
		b.joined = append(b.joined, shape(Piece{Data: one, Len: len(one), From: p.From})...)
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
		if name := b.Name(i); len(name) > 2 && m.Wanted(name) {
			m.peer = append(m.peer[:0:0], name...)
			break
		}
	}
	return n, err
}
