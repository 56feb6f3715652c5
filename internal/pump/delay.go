package pump

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/loop"
	"sock/internal/sys"
)

// A Delay lies between two lanes: the sink of one, which keeps everything for a time, and then the source of the other.
type Delay struct {
	Loop *loop.Loop
	// Time returns how long a piece is kept.
	Time func() time.Duration
	// Order: no piece overtakes another, as those of a stream.
	Order    bool
	Messages bool // each piece is a message
	Most     int  // bytes that are kept; then there is no room until a piece has left
	// Due is called when a piece may leave, Room when one has left.
	Due, Room func()

	list  []piece // those that are due first come first
	size  int     // their bytes
	lent  int     // the bytes of the piece that is being sent
	timer *loop.Timer
}

// A piece is what one Send brought, or the end.
type piece struct {
	due  time.Time
	data []byte
	end  bool
	err  error // of the end
}

// pieceCost is what a piece costs beside its bytes.
const pieceCost = 64

// FD returns no descriptor: there is nothing to wait for but time.
func (d *Delay) FD() int { return -1 }

// Caps says that the Delay keeps the bytes.
func (d *Delay) Caps() Caps { return Caps{Lender: d} }

// Eager reports true.
func (d *Delay) Eager() bool { return true }

// Open reports whether there is room.
func (d *Delay) Open() bool { return d.size+d.lent < d.Most }

// Hangup is never asked.
func (d *Delay) Hangup() error { return nil }

// Send takes everything.
func (d *Delay) Send(b []byte) (int, error) {
	data, err := sys.Buffer(len(b))
	if err != nil {
		return 0, err
	}
	copy(data, b)
	due := time.Now().Add(d.Time())
	if d.Order {
		due = d.notBefore(due)
	}
	d.insert(piece{due: due, data: data})
	return len(b), nil
}

// Finish ends the source, behind all pieces.
func (d *Delay) Finish() error {
	d.Fail(nil)
	return nil
}

// Fail ends the source with an error, behind all pieces.
func (d *Delay) Fail(err error) {
	d.insert(piece{due: d.notBefore(time.Now().Add(d.Time())), end: true, err: err})
}

// notBefore returns the time, or the one of the last piece if that is later.
func (d *Delay) notBefore(due time.Time) time.Time {
	if n := len(d.list); n > 0 && d.list[n-1].due.After(due) {
		return d.list[n-1].due
	}
	return due
}

// insert puts a piece behind those of the same time.
func (d *Delay) insert(p piece) {
	at := len(d.list)
	for at > 0 && d.list[at-1].due.After(p.due) {
		at--
	}
	d.list = slices.Insert(d.list, at, p)
	d.size += len(p.data) + pieceCost
	d.wait()
}

// wait sets the timer for the first piece.
func (d *Delay) wait() {
	d.timer.Stop()
	if len(d.list) > 0 {
		d.timer = d.Loop.After(max(0, time.Until(d.list[0].due)), func() error {
			d.Due()
			return nil
		})
	}
}

// Stocked reports whether a piece may leave.
func (d *Delay) Stocked() bool { return len(d.list) > 0 && !time.Now().Before(d.list[0].due) }

// Receive lends the first piece: the one before has been sent.
func (d *Delay) Receive([]byte) (Piece, error) {
	if d.lent > 0 {
		d.lent = 0
		d.Room()
	}
	if !d.Stocked() {
		return Piece{}, unix.EAGAIN
	}
	p := d.list[0]
	d.list = d.list[1:]
	d.size -= len(p.data) + pieceCost
	d.wait()
	if p.end {
		return Piece{EOF: p.err == nil}, p.err
	}
	d.lent = len(p.data) + pieceCost
	return Piece{Data: p.data, Len: len(p.data), shaped: true, whole: d.Messages}, nil
}

// Held is how many bytes wait.
func (d *Delay) Held() int { return d.size }

// SinkReady notes that the sink of l, which has no descriptor, may have room again.
func (p *Pump) SinkReady(l *Lane) {
	if p.Begun() && !l.phase.over() {
		p.touched(l)
	}
}
