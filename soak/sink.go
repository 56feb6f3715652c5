package main

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"
)

// A sink reads the standard output of a server that writes the lines of all clients. It knows the lines of each client,
// and checks that each arrives whole and in order.
type sink struct {
	mutex sync.Mutex
	books map[string]*book
	fault error
	ended chan struct{}
}

// A book is the lines of one client.
type book struct {
	id    string
	seed  uint64
	count int  // number of lines that the client sends
	next  int  // the line expected next
	cut   bool // the client closes early: the rest may not arrive
	torn  bool // its last line arrived in part: nothing follows
	err   error
	news  chan struct{}
}

// mark starts a line and occurs nowhere else in it.
const mark = '\x01'

const mostLine = 50_000

// line returns a line of a client: the mark, the client, the number, text, a newline.
func (b *book) line(n int) []byte {
	d := newDice(b.seed, uint64(n))
	text := stream{d.Uint64(), 0}.piece(0, d.upTo(mostLine))
	for i := range text {
		text[i] = ' ' + 1 + text[i]%90
	}
	return append(fmt.Appendf(nil, "%c%s %d ", mark, b.id, n), append(text, '\n')...)
}

func newSink(r *os.File, d dice) *sink {
	s := &sink{books: map[string]*book{}, ended: make(chan struct{})}
	go s.read(r, d)
	return s
}

// newBook returns the lines that a client sends: about size bytes, none if that is 0. Each client has its own number.
func newBook(n, seed uint64, size int64) (*book, [][]byte) {
	b := &book{id: fmt.Sprintf("%x", n), seed: seed, news: make(chan struct{}, 1)}
	var lines [][]byte
	for sum := int64(0); sum < size; sum += int64(len(lines[len(lines)-1])) {
		lines = append(lines, b.line(len(lines)))
	}
	b.count = len(lines)
	return b, lines
}

// open registers the lines of a client.
func (s *sink) open(b *book) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	s.books[b.id] = b
}

// read reads standard output up to its end, sometimes slowly.
func (s *sink) read(r *os.File, d dice) {
	defer close(s.ended)
	defer r.Close()
	in := bufio.NewReaderSize(r, 1<<16)
	for {
		text, err := in.ReadBytes('\n')
		s.mutex.Lock()
		s.take(text, err == nil)
		s.mutex.Unlock()
		if err != nil {
			return
		}
		if d.chance(2000) {
			time.Sleep(d.within(longestPause))
		}
	}
}

// take checks text up to a newline, which may start with parts of lines of clients that have left.
func (s *sink) take(text []byte, whole bool) {
	if len(text) == 0 {
		return
	}
	if text[0] != mark {
		s.blame(fmt.Errorf("standard output has %d bytes that begin no line: %.40q", len(text), text))
		return
	}
	parts := bytes.Split(text[1:], []byte{mark})
	for i, part := range parts {
		s.note(append([]byte{mark}, part...), whole && i == len(parts)-1)
	}
}

func (s *sink) note(part []byte, whole bool) {
	f := bytes.SplitN(part[1:], []byte{' '}, 3)
	if len(f) < 3 {
		if whole {
			s.blame(fmt.Errorf("standard output has the line %q", part))
		}
		return // too short to name its client
	}
	b := s.books[string(f[0])]
	if b == nil {
		s.blame(fmt.Errorf("standard output has a line of no client: %.40q", part))
		return
	}
	b.note(part, whole)
	select {
	case b.news <- struct{}{}:
	default:
	}
}

func (s *sink) blame(err error) { s.fault = errors.Join(s.fault, err) }

// note checks one line of the client. Only the first error is kept, because it explains the others.
func (b *book) note(part []byte, whole bool) {
	err := b.check(part, whole)
	switch {
	case b.err == nil && err != nil:
		b.err = err
	case whole:
		b.next++
	default:
		b.torn = true
	}
}

func (b *book) check(part []byte, whole bool) error {
	want := b.line(b.next)
	switch {
	case b.torn || b.next >= b.count:
		return fmt.Errorf("line %d and more: %.40q", b.next, part)
	case whole && !bytes.Equal(part, want):
		return fmt.Errorf("line %d arrived as %d bytes %.40q, not as %d bytes %.40q", b.next, len(part), part, len(want), want)
	case !whole && !bytes.HasPrefix(want, part):
		return fmt.Errorf("the beginning of line %d arrived as %.40q, not as %.40q", b.next, part, want)
	case !whole && !b.cut:
		return fmt.Errorf("line %d was torn after %d of %d bytes", b.next, len(part), len(want))
	}
	return nil
}

// state returns how many lines have arrived, and the error.
func (s *sink) state(b *book) (int, error) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	return b.next, errors.Join(b.err, s.fault)
}

// cut records that a client closes early.
func (s *sink) cut(b *book) {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	b.cut = true
}

// arrived waits until all lines of a client have arrived.
func (s *sink) arrived(b *book, count int) error {
	limit := time.After(patience)
	for {
		next, err := s.state(b)
		if err != nil || next >= count {
			return err
		}
		select {
		case <-b.news:
		case <-limit:
			return fmt.Errorf("%d of %d lines arrived on standard output", next, count)
		}
	}
}
