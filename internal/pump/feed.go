package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/loop"
	"sock/internal/sys"
)

// A Feed is a sink whose bytes many lanes send on, each at its own pace and from its own Tap. It keeps the chunks that not all of
// them have sent, up to Most bytes and one chunk; then it is not open until the slowest lane has sent one.
type Feed struct {
	Most     int
	Messages bool   // each chunk is a message
	Grown    func() // is called when there is more, or the end
	Shrunk   func() // if not nil, is called when at most half of Most is kept

	chunks []chunk // that not all taps have sent
	first  int64   // the number of the first of them, of all that there were
	size   int     // their bytes
	total  int64   // bytes of all that there were
	taps   int
	ended  bool
}

// A chunk is what one Send brought, and for how many taps it is still kept.
type chunk struct {
	data []byte
	taps int
	from *Tap // which passes over it; nil: none does
}

// chunkCost is what a chunk costs beside its bytes.
const chunkCost = 64

// A Tap is a source that has everything that its Feed takes after the Tap was made.
type Tap struct {
	feed  *Feed
	at    int64 // the number of the chunk that is being sent, or of the next one
	holds bool  // it is being sent
	took  int64 // the bytes of the Feed before that chunk
}

// Tap returns a new source. Close must be called when it is not needed any more.
func (f *Feed) Tap() *Tap {
	f.taps++
	return &Tap{feed: f, at: f.end(), took: f.total}
}

func (f *Feed) end() int64 { return f.first + int64(len(f.chunks)) }

// FD returns no descriptor: there is nothing to wait for but other lanes.
func (f *Feed) FD() int { return -1 }

// Caps allows nothing beyond Send.
func (f *Feed) Caps() Caps { return Caps{} }

// Eager reports true.
func (f *Feed) Eager() bool { return true }

// Open reports whether there is a tap, and room.
func (f *Feed) Open() bool { return f.taps > 0 && !f.Full() }

// Full reports whether the Feed waits for a tap.
func (f *Feed) Full() bool { return f.size >= f.Most }

// Done reports whether the end has reached all taps.
func (f *Feed) Done() bool { return f.ended && f.taps == 0 }

// Send takes everything.
func (f *Feed) Send(b []byte) (int, error) { return f.SendFrom(nil, b) }

// SendFrom takes everything for all taps but one.
func (f *Feed) SendFrom(own *Tap, b []byte) (int, error) {
	data, err := sys.Buffer(len(b))
	if err != nil {
		return 0, err
	}
	copy(data, b)
	f.chunks = append(f.chunks, chunk{data, f.taps, own})
	f.size += len(b) + chunkCost
	f.total += int64(len(b))
	f.Grown()
	return len(b), nil
}

// Finish ends the Feed, and then its taps.
func (f *Feed) Finish() error {
	f.ended = true
	f.Grown()
	return nil
}

// Hangup is never asked.
func (f *Feed) Hangup() error { return nil }

// forgetSent forgets chunks that all taps have sent.
func (f *Feed) forgetSent() {
	n := 0
	for n < len(f.chunks) && f.chunks[n].taps == 0 {
		f.size -= len(f.chunks[n].data) + chunkCost
		f.chunks[n].data = nil
		n++
	}
	f.chunks = f.chunks[n:]
	f.first += int64(n)
	if f.Shrunk != nil && f.size <= f.Most/2 {
		f.Shrunk()
	}
}

// FD returns no descriptor.
func (t *Tap) FD() int { return -1 }

// Caps says that the Feed keeps the bytes.
func (t *Tap) Caps() Caps { return Caps{Lender: t} }

// Stocked reports whether there is a chunk that is not yet being sent, or the end.
func (t *Tap) Stocked() bool { return t.feed.ended || t.next() < t.feed.end() }

func (t *Tap) next() int64 {
	if t.holds {
		return t.at + 1
	}
	return t.at
}

// Receive lends the next chunk: the one before has been sent.
func (t *Tap) Receive([]byte) (Piece, error) {
	f := t.feed
	if t.holds || t.isOwn() {
		t.pass()
	}
	switch {
	case t.at < f.end():
		t.holds = true
		data := f.chunks[t.at-f.first].data
		return Piece{Data: data, Len: len(data), shaped: true, whole: f.Messages}, nil
	case f.ended:
		return Piece{EOF: true}, nil
	}
	return Piece{}, unix.EAGAIN
}

// isOwn reports whether the next chunk is one that the tap passes over.
func (t *Tap) isOwn() bool { return t.at < t.feed.end() && t.feed.chunks[t.at-t.feed.first].from == t }

// pass moves on behind the chunk that was sent, and behind those of the tap's own that follow.
func (t *Tap) pass() {
	f := t.feed
	for t.holds || t.isOwn() {
		t.holds = false
		c := &f.chunks[t.at-f.first]
		t.took += int64(len(c.data))
		t.at++
		c.taps--
	}
	f.forgetSent()
}

// Took returns how many bytes of the Feed precede what is being sent.
func (t *Tap) Took() int64 { return t.took }

// Behind returns how many bytes have still to be sent, with those that are being sent.
func (t *Tap) Behind() int64 { return t.feed.total - t.took }

// Idle reports whether everything was sent that the Feed has taken so far, or is being sent.
func (t *Tap) Idle() bool { return !t.Stocked() }

// Close lets the Feed forget what it keeps for the tap.
func (t *Tap) Close() {
	f := t.feed
	f.taps--
	for i := t.at - f.first; i < int64(len(f.chunks)); i++ {
		f.chunks[i].taps--
	}
	f.forgetSent()
	t.at, t.holds = f.end(), false
}

// SourceReady notes that the source of l, which has no descriptor, may have something now.
func (p *Pump) SourceReady(l *Lane) {
	if l.ready && !l.phase.over() && l.hasInput() && !l.copy.pending() && p.Begun() && !l.Waits(loop.Out) {
		p.send(l)
	}
}

// Settled reports whether the lane has nothing to write and knows of no line that has begun.
func (l *Lane) Settled() bool { return l.phase.over() || !l.wantsOut() && !l.hasTail() }
