package interop_test

import (
	"crypto/sha256"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// A speaker is a process on a stream, and what comes out of it.
type speaker struct {
	*process
	heard  *receipt
	stdout string // the file, if it is one
}

// speaker starts one side between two pipes; expected bytes are to come out.
func (c *cell) speaker(r role, expected int) *speaker {
	c.Helper()
	in, stdin := c.pipe()
	stdout, out := c.pipe()
	s := &speaker{process: c.side(r, in, out), heard: receive(stdout, expected)}
	s.stdin = stdin
	return s
}

// fileSpeaker starts one side between two files: sock moves them by other calls.
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

// side starts the listener, and waits for it to be one, or the client.
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

// streamsInTurn: one speaks and half-closes, and the other answers when it knows that.
func (c *cell) streamsInTurn() {
	var first, second *speaker
	if c.order == clientFirst {
		second = c.speaker(listening, len(c.payload.question))
		first = c.fileSpeaker(connecting)
	} else {
		first = c.fileSpeaker(listening)
		second = c.speaker(connecting, len(c.payload.question))
	}
	second.hasHeardAll()
	answer := c.payload.answer
	if c.order == clientFirst && c.listener.leaves {
		answer = nil
	} else {
		second.toldEnd()
		if err := second.say(answer); err != nil {
			c.Fatalf("%s takes no answer: %v", second.name, err)
		}
	}
	second.endsWith(c.payload.question)
	first.endsWith(answer)
	c.requireNoPath()
}

// streamsAtOnce: both speak, and neither waits for the other.
func (c *cell) streamsAtOnce() {
	listener := c.speaker(listening, len(c.payload.question))
	client := c.speaker(connecting, len(c.payload.answer))
	answered, asked := make(chan error), make(chan error)
	go func() { answered <- listener.say(c.payload.answer) }()
	go func() { asked <- client.ask(c.payload.question) }()
	if err := errors.Join(<-answered, <-asked); err != nil {
		c.Errorf("not all was taken: %v", err)
	}
	listener.endsWith(c.payload.question)
	client.endsWith(c.payload.answer)
	c.requireNoPath()
}

// ask says what the client has to say. A listener that leaves is not told the end before it has said all.
func (s *speaker) ask(question []byte) error {
	if _, err := s.stdin.Write(question); err != nil {
		return err
	}
	if s.listener.leaves {
		select {
		case <-s.heard.full:
		case <-s.heard.ended:
		}
	}
	return s.stdin.Close()
}

func (s *speaker) hasHeardAll() {
	s.Helper()
	select {
	case <-s.heard.full:
	case <-s.heard.ended:
		select {
		case <-s.heard.full:
		default:
			s.Fatalf("%s has heard %d bytes of %d when its stdout ends", s.name, s.heard.n, len(s.payload.question))
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
		s.heard = receive(out, len(want))
	}
	<-s.heard.ended
	if s.heard.err != nil || s.heard.n != int64(len(want)) || s.heard.sum != sha256.Sum256(want) {
		s.Errorf("%s has %d bytes with sha256 %x on its stdout (%v), want %d with %x",
			s.name, s.heard.n, s.heard.sum, s.heard.err, len(want), sha256.Sum256(want))
	}
}

// requireNoPath requires that sock has removed the path it listened on.
func (c *cell) requireNoPath() {
	c.Helper()
	if c.over.host != "" || c.listener.name != "sock" {
		return
	}
	if _, err := os.Lstat(c.at); !errors.Is(err, fs.ErrNotExist) {
		c.Errorf("sock has left %s behind: %v", c.at, err)
	}
}
