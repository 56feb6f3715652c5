package session

import (
	"math"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/loop"
	"sock/internal/pump"
)

// bound wraps a sink for the faults that a stream suffers after so many bytes. Of several the one with the fewest happens: the loop
// then calls do with it.
func (p *Pair) bound(to *End, f *Faults, do func(func(*Course, *End))) pump.Sink {
	s := &bounded{Sink: to.Sink, chunk: f.Chunk, left: math.MaxInt64}
	if f.Chunk > 0 && to.Socket != nil && to.Socket.IsTCP() && !to.Socket.Shared {
		_ = p.Env.Door.SetsockoptInt(to.FD, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1) // the kernel would join what waits for an acknowledgment
	}
	var what func(*Course, *End)
	for _, b := range []struct {
		Bound
		what func(*Course, *End)
	}{{f.ResetAfter, p.reset}, {f.CutAfter, p.cut}, {f.StallAfter, p.stall}} {
		if b.Set && b.N < s.left {
			s.left, what = b.N, b.what
		}
	}
	s.hit = func() {
		p.Pump.After(0, func() error {
			do(what)
			return nil
		})
	}
	if s.left == 0 {
		s.hit()
	}
	return s
}

// cut ends a direction as the end of its source would.
func (p *Pair) cut(c *Course, to *End) {
	p.Env.Tell("%s: cut after %d bytes", to.What, c.Moved())
	if err := to.Sink.Finish(); err != nil {
		p.broken = true
	}
	c.GiveUp()
}

// reset resets both ends, when the one that a direction leads to has acknowledged what it was sent.
func (p *Pair) reset(c *Course, to *End) {
	p.Env.Tell("%s: reset after %d bytes", to.What, c.Moved())
	p.broken, p.drains = true, to
	p.drainEnd = time.Now().Add(drainMost)
	c.GiveUp()
	if other := p.other(c); other != nil {
		other.GiveUp()
	}
}

// How often sock looks whether an end has acknowledged everything before it is reset, and for how long.
const (
	drainPause = time.Millisecond
	drainMost  = 5 * time.Second
)

// drained reports whether the end that is to be reset has what it was sent, or takes too long.
func (p *Pair) drained() bool {
	if p.drains.FD < 0 || time.Now().After(p.drainEnd) {
		return true
	}
	unsent, err := p.Env.Door.Unsent(p.drains.FD)
	return err != nil || unsent == 0
}

// stall leaves both ends open, and one direction without a further byte or its end, until one of them is broken. Keep-alive probes
// find out whether they are: a peer that has closed its socket answers them with a reset after a while.
func (p *Pair) stall(c *Course, to *End) {
	p.Env.Tell("%s: stalled after %d bytes", to.What, c.Moved())
	p.stalled = true
	for _, e := range []*End{p.Near, p.Far} {
		if e.FD < 0 {
			continue
		}
		if e.Socket != nil && e.Socket.IsTCP() && !e.Socket.Shared {
			_ = p.Env.Door.SetsockoptInt(e.FD, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1)
			_ = p.Env.Door.SetsockoptInt(e.FD, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, 1)
			_ = p.Env.Door.SetsockoptInt(e.FD, unix.IPPROTO_TCP, unix.TCP_KEEPINTVL, 1)
		}
		p.Pump.AddWatch(&loop.Watch{FD: e.FD, Ready: p.stallEnds(e)})
	}
	c.GiveUp()
}

// stallEnds returns what ends a stalled pair when one end is broken.
func (p *Pair) stallEnds(e *End) func() error {
	return func() error {
		p.Pump.Forget(e.FD)
		p.stalled, p.broken = false, true
		if p.open == 0 {
			p.Pump.After(0, p.over)
		}
		for _, c := range []*Course{p.there, p.back} {
			if c != nil {
				c.GiveUp()
			}
		}
		return nil
	}
}
