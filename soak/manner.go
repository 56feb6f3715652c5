package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"sync/atomic"
	"time"
)

// An ending is how the soak test's end of a connection ends.
type ending int

const (
	orderly   ending = iota // sends all, half-closes, receives all
	resetting               // closes with RST before it has sent and received all
	leaving                 // closes without notice, also with unread data
)

func (e ending) String() string {
	return [...]string{"half-close", "reset", "close early"}[e]
}

// A manner is how the soak test's end of a connection behaves, chosen in advance.
type manner struct {
	send, recv stream
	chunk      int64 // the largest write
	room       int64 // the largest read
	urgent     int64 // the offset in send after which an urgent byte goes out; -1: none
	ending     ending
	byReceiver bool  // whether the receiving side ends the connection early
	after      int64 // after this many bytes
	messages   bool  // whether messages are read whole
	borders    bool  // whether each arrives with its boundaries
	tcp        bool  // whether a reset is one

	writer, reader pace
	broken         atomic.Bool
	sizes, arrived []int64 // of messages
}

const (
	// mostMessage is the largest message of a seqpacket socket.
	mostMessage = 60_000
	// longestPause is the longest pause of one end.
	longestPause = 30 * time.Millisecond
)

// manner chooses how the soak test's end behaves, which sends and receives these streams.
func (d dice) manner(f family, send, recv stream) *manner {
	m := &manner{
		send: send, recv: recv, urgent: -1, messages: f.borders(), borders: f.borders(), tcp: f.isTCP(),
		chunk: max(1+send.length/500, d.upTo(256<<10)), room: max(1+recv.length/500, d.upTo(256<<10)),
		ending: pick(d, orderly, orderly, orderly, resetting, leaving),
	}
	if m.messages {
		m.chunk, m.room = min(m.chunk, mostMessage), 1<<20
	}
	if f.isTCP() && d.chance(4) {
		m.urgent = d.Int64N(send.length + 1)
	}
	m.byReceiver = d.chance(2) && recv.length > 0
	limit := send.length
	if m.byReceiver {
		limit = recv.length
	}
	if limit > 0 {
		m.after = d.Int64N(limit)
	}
	m.writer, m.reader = d.pace(), d.pace()
	return m
}

func (m *manner) String() string {
	s := fmt.Sprintf("sends %d in pieces of %d, receives %d by %d, %d and %d pauses, %s",
		m.send.length, m.chunk, m.recv.length, m.room, m.writer.pauses, m.reader.pauses, m.ending)
	if m.urgent >= 0 {
		s += fmt.Sprintf(", an urgent byte after %d", m.urgent)
	}
	switch {
	case m.ending == orderly:
		return s
	case m.byReceiver:
		return s + fmt.Sprintf(" after %d received", m.after)
	}
	return s + fmt.Sprintf(" after %d sent", m.after)
}

// An outcome is what one end of a connection has done.
type outcome struct {
	sent, got     int64
	sending, recv error // nil: all was sent, or all was received and then end of file
}

// run runs a connection to its end and closes it.
func (m *manner) run(w wire) outcome {
	var o outcome
	received := make(chan struct{})
	go func() {
		defer close(received)
		o.got, o.recv = m.receive(w)
	}()
	o.sent, o.sending = m.transmit(w)
	<-received
	_ = w.Close()
	if m.borders && o.recv == nil && m.send == m.recv && !slices.Equal(m.sizes, m.arrived) {
		o.recv = errors.New("messages arrived with other borders")
	}
	return o
}

// errEnded is the end that the soak test itself chose.
var errEnded = errors.New("ended early, as planned")

// breaks ends the connection early if its time has come.
func (m *manner) breaks(w wire, byReceiver bool, done int64) bool {
	if m.ending == orderly || m.byReceiver != byReceiver || done < m.after {
		return false
	}
	m.broken.Store(true)
	if m.ending == resetting {
		reset(w)
	} else {
		_ = w.Close()
	}
	return true
}

func (m *manner) transmit(w wire) (sent int64, err error) {
	for sent < m.send.length {
		n := min(m.send.length-sent, m.writer.upTo(m.chunk))
		if m.ending != orderly && !m.byReceiver && sent < m.after {
			n = min(n, m.after-sent)
		}
		if m.urgent >= sent && m.urgent < sent+n {
			n = m.urgent - sent
		}
		if err := m.sendPiece(w, sent, n); err != nil {
			return sent, m.blame(err)
		}
		sent += n
		if m.breaks(w, false, sent) {
			return sent, errEnded
		}
		m.writer.pause()
	}
	if m.breaks(w, false, sent) {
		return sent, errEnded
	}
	if m.urgent >= sent {
		if err := urgent(w); err != nil {
			return sent, m.blame(err)
		}
	}
	return sent, m.blame(w.CloseWrite())
}

// sendPiece sends the next n bytes, and before or after them the urgent byte.
func (m *manner) sendPiece(w wire, off, n int64) error {
	if n > 0 {
		if _, err := w.Write(m.send.piece(off, n)); err != nil {
			return err
		}
		m.sizes = append(m.sizes, n)
	}
	if m.urgent == off+n {
		m.urgent = -1
		return urgent(w)
	}
	return nil
}

func (m *manner) receive(w wire) (got int64, err error) {
	c, buf := newChecker(m.recv), make([]byte, m.room)
	for {
		n, err := w.Read(buf[:min(int64(len(buf)), m.readMost())])
		if n > 0 {
			m.arrived = append(m.arrived, int64(n))
		}
		if _, wrong := c.Write(buf[:n]); wrong != nil {
			return c.got, wrong
		}
		switch {
		case errors.Is(err, io.EOF):
			return c.got, c.whole()
		case err != nil:
			return c.got, m.blame(err)
		case m.breaks(w, true, c.got):
			return c.got, errEnded
		}
		m.reader.pause()
	}
}

// readMost is the size of the next read. A message is read whole.
func (m *manner) readMost() int64 {
	if m.messages {
		return m.room
	}
	return m.reader.upTo(m.room)
}

// blame returns the error of a call, or errEnded if the soak test has closed the connection.
func (m *manner) blame(err error) error {
	if err != nil && m.broken.Load() {
		return errEnded
	}
	return err
}

// A pace is how one direction proceeds: the size of its pieces, and how often it pauses.
type pace struct {
	dice
	pauses int
}

// mostPauses is how often one direction may pause.
const mostPauses = 12

func (d dice) pace() pace { return pace{d.child(), d.IntN(mostPauses)} }

// pause waits for a moment, or not.
func (p *pace) pause() {
	if p.pauses > 0 && p.chance(4) {
		p.pauses--
		time.Sleep(p.within(longestPause))
	}
}
