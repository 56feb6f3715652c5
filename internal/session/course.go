package session

import (
	"math/rand/v2"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// A Way says how bytes are moved in one direction.
type Way struct {
	Limit  pump.Limit // nil: none
	Faults *Faults    // nil: none
	Which  uint64     // of all directions with these Faults, this one
}

// A Course is one direction: one lane, or two and the queue of what is delayed between them.
type Course struct {
	pump        *pump.Pump
	first, last *pump.Lane
	delay       *pump.Delay // nil if the two are one
	ended       func(*Course)
}

// delayMost bounds the bytes that are delayed in one direction: 100 ms of a Gbit/s.
const delayMost = 16 << 20

// NewCourse returns the direction of a lane. Ended is called once when it is done. Nothing moves before Start.
func NewCourse(p *pump.Pump, l *pump.Lane, w *Way, ended func(*Course)) *Course {
	c := &Course{pump: p, first: l, last: l, ended: ended}
	l.Limit = w.Limit
	f := w.Faults
	if f == nil {
		l.Ended = func() { ended(c) }
		return c
	}
	random := f.random(w.Which)
	if f.delays() {
		c.insertDelay(f, random)
	}
	if f.OfMessages() {
		l.To = &lossy{Sink: l.To, faults: f, random: random}
	}
	c.last.Ended = func() {
		c.GiveUp()
		ended(c)
	}
	return c
}

// insertDelay makes two lanes of one.
func (c *Course) insertDelay(f *Faults, random *rand.Rand) {
	l := c.first
	c.delay, c.last = f.newDelay(c.pump, random, l)
	c.delay.Room = func() { c.pump.SinkReady(l) }
	l.To = c.delay
	l.Ended = func() {
		if err := l.Err(); err != nil {
			c.delay.Fail(err)
		}
	}
}

// newDelay returns the queue of what is delayed, and the lane that moves it on, for a lane that would move it at once.
func (f *Faults) newDelay(p *pump.Pump, random *rand.Rand, like *pump.Lane) (*pump.Delay, *pump.Lane) {
	d := &pump.Delay{
		Loop: &p.Loop, Most: delayMost, Order: !like.Whole, Messages: like.Whole || like.Cut != nil, Room: func() {},
		Time: func() time.Duration { return f.keepFor(random) },
	}
	last := &pump.Lane{
		From: d, To: like.To, Size: like.Size, Isolated: true, Unwatched: true, Reading: like.Reading, Writing: like.Writing,
	}
	d.Due = func() { p.SourceReady(last) }
	return d, last
}

// Start begins to move.
func (c *Course) Start() {
	if c.last != c.first {
		c.pump.Add(c.last)
	}
	c.pump.Add(c.first)
}

// GiveUp ends the direction.
func (c *Course) GiveUp() {
	c.pump.GiveUp(c.first)
	if c.last != c.first {
		c.pump.GiveUp(c.last)
	}
}

// Err returns why the direction was given up, nil if it ended well.
func (c *Course) Err() error { return c.last.Err() }

// Moved returns how many bytes were sent on.
func (c *Course) Moved() int64 { return c.last.Sent }

// untaken is how many bytes were received that the sink has not taken.
func (c *Course) untaken() int {
	n := c.first.Untaken()
	if c.last != c.first {
		n += c.delay.Held() + c.last.Untaken()
	}
	return n
}

// An Outlet sends messages to an end, with the faults of a Way.
type Outlet struct {
	pump *pump.Pump
	sink pump.Sink
	last *pump.Lane // nil without a delay
	sent int64
}

// NewOutlet returns the outlet to an end. Lost is called with the error of a message that could not be sent; others follow it.
func NewOutlet(p *pump.Pump, to *End, w *Way, lost func(error)) *Outlet {
	o := &Outlet{pump: p, sink: forgiving{to.Sink, lost}}
	f := w.Faults
	if f == nil {
		return o
	}
	random := f.random(w.Which)
	if f.delays() {
		var d *pump.Delay
		d, o.last = f.newDelay(p, random, &pump.Lane{To: o.sink, Size: RelayMessage, Whole: true})
		o.sink = d
		p.Add(o.last)
	}
	if f.OfMessages() {
		o.sink = &lossy{Sink: o.sink, faults: f, random: random}
	}
	return o
}

// Send sends a message, or drops it if there is no room.
func (o *Outlet) Send(b []byte) {
	if o.sink.Open() {
		n, _ := o.sink.Send(b)
		o.sent += int64(n)
	}
}

// A forgiving sink goes on after a message that cannot be sent.
type forgiving struct {
	pump.Sink
	lost func(error)
}

// Caps allows nothing beyond Send.
func (s forgiving) Caps() pump.Caps { return without(s.Sink.Caps()) }

// Send sends a message. EAGAIN alone means that it is to be sent later.
func (s forgiving) Send(b []byte) (int, error) {
	n, err := s.Sink.Send(b)
	if err == nil || fail.Is(err, unix.EAGAIN) {
		return n, err
	}
	if !fail.Is(err, unix.ENOBUFS) {
		s.lost(err)
	}
	return len(b), nil
}

// Close ends the outlet, and returns how many bytes were sent.
func (o *Outlet) Close() int64 {
	if o.last == nil {
		return o.sent
	}
	o.pump.GiveUp(o.last)
	return o.last.Sent
}
