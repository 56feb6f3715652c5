package session

import (
	"math/rand/v2"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/pump"
)

// Faults are what is done to the bytes of one direction on purpose, to test how programs endure it. The terms are those of
// tc-netem(8). The zero value does nothing.
type Faults struct {
	Delay  time.Duration // how much later everything arrives
	Jitter time.Duration // up to how much earlier or later than that, each value equally likely
	Seed   uint64        // of all that is random

	// Of streams: pieces of so many bytes, and what happens after so many bytes. A Bound that is not set never comes.
	Chunk                            int
	CutAfter, ResetAfter, StallAfter Bound

	// Of messages: how likely each is, from 0 to 1.
	Drop, Duplicate, Reorder, Corrupt float64
}

// A Bound is a number of bytes after which something happens, if it is set.
type Bound struct {
	N   int64
	Set bool
}

// Random reports whether there is anything random.
func (f *Faults) Random() bool {
	return f.Jitter > 0 || f.OfMessages()
}

// OfMessages reports whether there is anything that only messages can suffer.
func (f *Faults) OfMessages() bool {
	return f.Drop > 0 || f.Duplicate > 0 || f.Reorder > 0 || f.Corrupt > 0
}

// OfStreams reports whether there is anything that only a stream can suffer.
func (f *Faults) OfStreams() bool {
	return f.Chunk > 0 || f.CutAfter.Set || f.ResetAfter.Set || f.StallAfter.Set
}

// random returns the random numbers of one of many directions.
func (f *Faults) random(which uint64) *rand.Rand { return rand.New(rand.NewPCG(f.Seed, which)) }

// delays reports whether anything is delayed.
func (f *Faults) delays() bool { return f.Delay > 0 || f.Jitter > 0 }

// keepFor returns how long one piece is delayed.
func (f *Faults) keepFor(r *rand.Rand) time.Duration {
	switch {
	case f.Reorder > 0 && r.Float64() < f.Reorder:
		return 0
	case f.Jitter == 0:
		return f.Delay
	}
	return max(0, f.Delay-f.Jitter+time.Duration(r.Int64N(2*int64(f.Jitter)+1)))
}

// A lossy sink drops, duplicates and corrupts messages.
type lossy struct {
	pump.Sink
	faults *Faults
	random *rand.Rand
	buf    []byte
}

// Caps allows nothing beyond Send.
func (s *lossy) Caps() pump.Caps { return without(s.Sink.Caps()) }

// Send sends a message, more often or less than once.
func (s *lossy) Send(b []byte) (int, error) {
	drops, doubles, corrupts := s.chance(s.faults.Drop), s.chance(s.faults.Duplicate), s.chance(s.faults.Corrupt)
	if corrupts && len(b) > 0 {
		s.buf = append(s.buf[:0], b...)
		s.buf[s.random.IntN(len(b))] ^= 1 << s.random.IntN(8)
		b = s.buf
	}
	if drops && !doubles {
		return len(b), nil
	}
	n, err := s.Sink.Send(b)
	if err == nil && doubles && !drops {
		_, _ = s.Sink.Send(b) // without room the duplicate is lost
	}
	return n, err
}

func (s *lossy) chance(p float64) bool { return p > 0 && s.random.Float64() < p }

// without returns what an end can do whose bytes must pass through Receive and Send.
func without(c pump.Caps) pump.Caps {
	c.Conn, c.File, c.Place, c.Void, c.Lender, c.Batcher, c.Segmenter = nil, false, nil, false, nil, nil, nil
	return c
}

// A bounded sink takes pieces of at most so many bytes, and calls hit once when it has taken so many in all.
type bounded struct {
	pump.Sink
	chunk int   // 0: no limit
	left  int64 // until hit is called; negative: it never is
	hit   func()
}

// Caps allows nothing beyond Send.
func (s *bounded) Caps() pump.Caps { return without(s.Sink.Caps()) }

// Send sends a piece.
func (s *bounded) Send(b []byte) (int, error) {
	if s.left == 0 {
		return 0, unix.EAGAIN // until the loop has done what hit asks for
	}
	if s.chunk > 0 {
		b = b[:min(len(b), s.chunk)]
	}
	if s.left > 0 {
		b = b[:min(int64(len(b)), s.left)]
	}
	n, err := s.Sink.Send(b)
	if s.left > 0 {
		if s.left -= int64(n); s.left == 0 {
			s.hit()
		}
	}
	return n, err
}
