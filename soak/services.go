package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// echoed has the server echo.
func (t *talk) echoed(s *server) error {
	all := t.any()
	return t.visit(s, all, all)
}

// discarded has the server receive all and send nothing.
func (t *talk) discarded(s *server) error { return t.visit(s, t.any(), stream{}) }

// visit is one connection to a standing server.
func (t *talk) visit(s *server, send, recv stream) error {
	m := t.manner(s.family, send, recv)
	t.note("%s", m)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	wait := t.stopped(s.process)
	o := m.run(w)
	wait()
	return t.judge(m, o)
}

// generated reads a part of the endless lines of chargen, and closes.
func (t *talk) generated(s *server) error {
	n, junk := t.size(most/4), t.stream(1<<16)
	t.note("reads %d bytes, sends %d, and leaves", n, junk.length)
	t.expected++
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	defer reset(w)
	wait := t.stopped(s.process)
	defer wait()
	if _, err := w.Write(junk.piece(0, junk.length)); err != nil {
		return err
	}
	if t.chance(3) {
		if err := w.CloseWrite(); err != nil {
			return err
		}
	}
	buf := make([]byte, n)
	got, err := io.ReadFull(w, buf)
	t.bytes.Add(int64(got) + junk.length)
	if err != nil {
		return err
	}
	return rotates(buf)
}

// rotates returns an error if the bytes are not the lines of RFC 864 from the first on.
func rotates(b []byte) error {
	for i := range b {
		line, column := i/74, i%74
		want := byte(' ' + (line+column)%95)
		switch column {
		case 72:
			want = '\r'
		case 73:
			want = '\n'
		}
		if b[i] != want {
			return fmt.Errorf("byte %d of chargen is %q, not %q", i, b[i], want)
		}
	}
	return nil
}

// receivesText receives the text of daytime or qotd, whatever it has sent before.
func (t *talk) receivesText(s *server) error {
	junk := t.stream(1 << 16)
	t.note("sends %d bytes, expects a line", junk.length)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := w.Write(junk.piece(0, junk.length)); err != nil {
		return err
	}
	if err := w.CloseWrite(); err != nil {
		return err
	}
	text, err := io.ReadAll(w)
	t.bytes.Add(int64(len(text)) + junk.length)
	if err != nil {
		return err
	}
	return isLine(text)
}

var textLine = regexp.MustCompile(`^[A-Z][ -~]{10,100}\r\n$`)

func isLine(text []byte) error {
	if !textLine.Match(text) {
		return fmt.Errorf("the text is %q", text)
	}
	return nil
}

// lines sends lines that the server writes to standard output, between those of other clients.
func (t *talk) lines(s *server) error {
	size, early := t.any().length, t.chance(4) && !t.calm
	b, text := newBook(t.n, t.Uint64(), size)
	s.sink.open(b)
	stop := len(text)
	if early && stop > 0 {
		stop = t.IntN(stop)
	}
	t.note("sends %d lines of %d, %d bytes", stop, len(text), size)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	defer w.Close()
	wait := t.stopped(s.process)
	defer wait()
	if err := t.write(w, text[:stop], s.family.borders()); err != nil {
		return err
	}
	if early {
		return t.leaveLines(s, b, w, text, stop)
	}
	if err := w.CloseWrite(); err != nil {
		return err
	}
	return s.sink.arrived(b, stop)
}

// leaveLines resets the connection after the beginning of a line.
func (t *talk) leaveLines(s *server, b *book, w wire, text [][]byte, stop int) error {
	t.expected++
	s.sink.cut(b)
	if !s.family.borders() && stop < len(text) {
		_, _ = w.Write(text[stop][:t.IntN(len(text[stop]))])
	}
	reset(w)
	_, err := s.sink.state(b)
	return err
}

// write sends lines: several at once, messages one by one.
func (t *talk) write(w io.Writer, lines [][]byte, borders bool) error {
	p := t.pace()
	for len(lines) > 0 {
		n := 1
		if !borders {
			n = min(len(lines), 1+t.IntN(20))
		}
		b := bytes.Join(lines[:n], nil)
		wrote, err := w.Write(b)
		t.bytes.Add(int64(wrote))
		if err != nil {
			return err
		}
		lines = lines[n:]
		p.pause()
	}
	return nil
}

// answered sends a line, and receives what the server reads from standard input next. One client at a time: input goes
// to the client that sent last.
func (t *talk) answered(s *server) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	b, question := newBook(t.n, t.Uint64(), 1)
	s.sink.open(b)
	answer := t.stream(1 << 20)
	if answer.length == 0 {
		answer.length = 1
	}
	t.note("sends %d bytes, the answer has %d", len(question[0]), answer.length)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	defer w.Close()
	if err := t.write(w, question, false); err != nil {
		return err
	}
	if err := s.sink.arrived(b, 1); err != nil {
		return err
	}
	wrote := make(chan error, 1)
	go func() {
		_, err := s.stdin.Write(answer.piece(0, answer.length))
		wrote <- err
	}()
	c := newChecker(answer)
	_, err = io.CopyN(c, w, answer.length)
	t.bytes.Add(c.got)
	return errors.Join(err, <-wrote)
}

// served sends a request, and receives the file on the server's standard input. One in four clients resets the
// connection meanwhile.
func (t *talk) served(s *server) error {
	b, text := newBook(t.n, t.Uint64(), t.size(1<<18))
	b.cut = !t.calm && t.chance(4)
	m := t.manner(s.family, stream{}, s.file)
	m.ending, m.urgent, m.byReceiver = orderly, -1, true
	if b.cut {
		m.ending, m.after = resetting, t.Int64N(s.file.length)
		t.expected++
	}
	s.sink.open(b)
	t.note("a request of %d lines, and %s", len(text), m)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	defer w.Close()
	wait := t.stopped(s.process)
	defer wait()
	if err := t.write(w, text, false); err != nil {
		return err
	}
	o := m.run(w)
	t.moved(o)
	if b.cut {
		_, err := s.sink.state(b)
		return errors.Join(onlyWrong(o.sending, o.recv), err)
	}
	return errors.Join(o.sending, o.recv, s.sink.arrived(b, len(text)))
}
