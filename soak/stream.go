package main

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// A stream is bytes generated from a seed, so both ends can check them without storing them.
type stream struct {
	seed   uint64
	length int64
}

func (d dice) stream(most int64) stream { return stream{d.Uint64(), d.size(most)} }

// word returns 8 bytes of the stream (splitmix64).
func (s stream) word(i int64) uint64 {
	x := s.seed + uint64(i+1)*0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// fill writes the bytes of the stream from offset off into b.
func (s stream) fill(b []byte, off int64) {
	var w [8]byte
	for len(b) > 0 {
		binary.LittleEndian.PutUint64(w[:], s.word(off/8))
		n := copy(b, w[off%8:])
		b, off = b[n:], off+int64(n)
	}
}

// piece returns n bytes from offset off.
func (s stream) piece(off, n int64) []byte {
	b := make([]byte, n)
	s.fill(b, off)
	return b
}

// A checker compares received bytes with a stream. It stops at the first wrong byte.
type checker struct {
	want stream
	got  int64
	buf  []byte
}

func newChecker(want stream) *checker { return &checker{want: want} }

// A mismatch is bytes that were not sent.
type mismatch string

func (m mismatch) Error() string { return string(m) }

// Write checks the next bytes.
func (c *checker) Write(b []byte) (int, error) {
	if over := c.got + int64(len(b)) - c.want.length; over > 0 {
		return 0, mismatch(fmt.Sprintf("%d bytes more than were sent (%d)", over, c.want.length))
	}
	if cap(c.buf) < len(b) {
		c.buf = make([]byte, len(b))
	}
	want := c.buf[:len(b)]
	c.want.fill(want, c.got)
	if !bytes.Equal(b, want) {
		i := 0
		for b[i] == want[i] {
			i++
		}
		return 0, mismatch(fmt.Sprintf("byte %d of %d is %#02x, not %#02x", c.got+int64(i), c.want.length, b[i], want[i]))
	}
	c.got += int64(len(b))
	return len(b), nil
}

// whole returns nil if the whole stream has arrived.
func (c *checker) whole() error {
	if c.got != c.want.length {
		return fmt.Errorf("%d of %d bytes arrived", c.got, c.want.length)
	}
	return nil
}
