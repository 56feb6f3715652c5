package interop_test

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A speaker is a process on a stream, and its output.
type speaker struct {
	*process
	received *receipt
	stdout   string // the file, if it is one
}

// speaker starts one side between two pipes; expected is the number of bytes of its output.
func (c *cell) speaker(r role, expected int) *speaker {
	c.Helper()
	in, stdin := c.pipe()
	stdout, out := c.pipe()
	s := &speaker{process: c.side(r, in, out), received: receive(stdout, expected)}
	s.stdin = stdin
	return s
}

// fileSpeaker starts one side between two files, for which sock uses other system calls.
func (c *cell) fileSpeaker(r role) *speaker {
	c.Helper()
	name := filepath.Join(c.dir, "stdout")
	in, err := os.Open(c.payload.file)
	if err != nil {
		c.Fatal(err)
	}
	out, err := os.Create(name)
	if err != nil {
		c.Fatal(err)
	}
	return &speaker{process: c.side(r, in, out), stdout: name}
}

func (c *cell) pipe() (r, w *os.File) {
	r, w, err := os.Pipe()
	if err != nil {
		c.Fatal(err)
	}
	return r, w
}

// side starts the listener and waits until it is ready, or starts the client.
func (c *cell) side(r role, stdin, stdout *os.File) *process {
	c.Helper()
	if r == connecting {
		return c.start("client", c.client.program, c.client.args(r, c.over, c.at), stdin, stdout)
	}
	at := "0"
	if c.over.host == "" {
		at = filepath.Join(c.dir, "socket")
	}
	p := c.start("listener", c.listener.program, c.listener.args(r, c.over, at), stdin, stdout)
	p.listens()
	return p
}

// streamsInTurn: one side sends and half-closes, and the other answers when it knows that.
func (c *cell) streamsInTurn() {
	var first, second *speaker
	if c.order == clientFirst {
		second = c.speaker(listening, len(c.payload.question))
		first = c.fileSpeaker(connecting)
	} else {
		first = c.fileSpeaker(listening)
		second = c.speaker(connecting, len(c.payload.question))
	}
	second.hasReceivedAll()
	answer := c.payload.answer
	if c.order == clientFirst && c.listener.leaves {
		answer = nil
	} else {
		second.peerEnded()
		if err := second.send(answer); err != nil {
			c.Fatalf("%s takes no answer: %v", second.name, err)
		}
	}
	second.endsWith(c.payload.question)
	first.endsWith(answer)
	c.requireNoPath()
}

// streamsAtOnce: both send, and neither waits for the other.
func (c *cell) streamsAtOnce() {
	listener := c.speaker(listening, len(c.payload.question))
	client := c.speaker(connecting, len(c.payload.answer))
	answered, asked := make(chan error), make(chan error)
	go func() { answered <- listener.send(c.payload.answer) }()
	go func() { asked <- client.ask(c.payload.question) }()
	if err := errors.Join(<-answered, <-asked); err != nil {
		c.Errorf("not all was taken: %v", err)
	}
	listener.endsWith(c.payload.question)
	client.endsWith(c.payload.answer)
	c.requireNoPath()
}

// ask sends the question. A listener that leaves does not get end of file before it has received everything.
func (s *speaker) ask(question []byte) error {
	if _, err := s.stdin.Write(question); err != nil {
		return err
	}
	if s.listener.leaves {
		select {
		case <-s.received.full:
		case <-s.received.ended:
		}
	}
	return s.stdin.Close()
}

func (s *speaker) hasReceivedAll() {
	s.Helper()
	select {
	case <-s.received.full:
	case <-s.received.ended:
		select {
		case <-s.received.full:
		default:
			s.Fatalf("%s received %d bytes of %d when its stdout ends", s.name, s.received.n, len(s.payload.question))
		}
	}
}

// endsWith requires success of the program and exactly these bytes on its stdout.
func (s *speaker) endsWith(want []byte) {
	s.Helper()
	s.require(0)
	if s.stdout != "" {
		out, err := os.Open(s.stdout)
		if err != nil {
			s.Fatal(err)
		}
		s.received = receive(out, len(want))
	}
	<-s.received.ended
	if s.received.err != nil || s.received.n != int64(len(want)) || s.received.sum != sha256.Sum256(want) {
		s.Errorf("%s has %d bytes with sha256 %x on its stdout (%v), want %d with %x",
			s.name, s.received.n, s.received.sum, s.received.err, len(want), sha256.Sum256(want))
	}
}

// requireNoPath requires that sock has removed its path.
func (c *cell) requireNoPath() {
	c.Helper()
	if c.over.host != "" || c.listener.name != "sock" {
		return
	}
	if _, err := os.Lstat(c.at); !errors.Is(err, fs.ErrNotExist) {
		c.Errorf("sock has left %s behind: %v", c.at, err)
	}
}
