package main

import (
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// killed ends a server that has clients, by SIGTERM or SIGKILL.
func (t *talk) killed() error {
	p := pick(t.dice,
		post{word: []string{"--keep", "--serve", "echo"}, family: pick(t.dice, tcp4, dual, unixed)},
		post{word: []string{"--keep"}, tail: []string{"--", "cat"}, family: pick(t.dice, tcp4, unixed)},
		post{word: []string{"--keep"}, sink: true, stdin: pipe, family: pick(t.dice, tcp4, unixed, seqpacket)})
	after, sig, clients := t.within(300*time.Millisecond), pick(t.dice, unix.SIGTERM, unix.SIGKILL), 1+t.IntN(4)
	t.note("listen %v %v, %s, %d clients, signal %d after %v", p.word, p.tail, p.family.name, clients, sig, after)
	s, err := t.lab.serve(p, 1<<32+t.n)
	if err != nil {
		return err
	}
	t.expected++
	var all sync.WaitGroup
	errs := make([]error, clients)
	for i := range clients {
		client := &talk{dice: t.child(), lab: t.lab, kind: t.kind, n: t.n<<8 + uint64(i)}
		all.Go(func() { errs[i] = client.clientOfKilled(s) })
		defer func() { t.bytes.Add(client.bytes.Load()); t.notes = append(t.notes, client.notes...) }()
	}
	time.Sleep(after)
	s.signal(sig)
	status, err := s.status()
	if err == nil && status != 128+int(sig) {
		err = fmt.Errorf("status %d: %s", status, s.stderr.String())
	}
	all.Wait()
	return errors.Join(err, errors.Join(errs...), t.checkRemains(s, sig))
}

// clientOfKilled is a client whose server may end at any moment. What it receives must be right up to that point.
func (t *talk) clientOfKilled(s *server) error {
	if s.sink != nil {
		return t.lastLines(s)
	}
	stream := t.any()
	m := t.manner(s.family, stream, stream)
	t.note("a client %s", m)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return nil // the server has ended already
	}
	o := m.run(w)
	t.moved(o)
	return onlyWrong(o.sending, o.recv)
}

// lastLines sends lines, of which any number may arrive.
func (t *talk) lastLines(s *server) error {
	b, text := newBook(t.n, t.Uint64(), t.size(most/4))
	b.cut = true
	s.sink.open(b)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return nil // the server has ended already
	}
	defer w.Close()
	_ = t.write(w, text, s.family.borders()) // it fails when the server ends
	<-s.sink.ended
	_, err = s.sink.state(b)
	return err
}

// onlyWrong returns the errors that the end of a server does not explain: wrong bytes, or silence.
func onlyWrong(errs ...error) error {
	var all []error
	for _, err := range errs {
		var wrong mismatch
		if errors.As(err, &wrong) || errors.Is(err, os.ErrDeadlineExceeded) {
			all = append(all, err)
		}
	}
	return errors.Join(all...)
}

// checkRemains checks what a server leaves: no process, no path after SIGTERM, and after SIGKILL a path that --unlink
// replaces.
func (t *talk) checkRemains(s *server, sig unix.Signal) error {
	if s.stdin != nil {
		s.stdin.Close()
	}
	if !until(patience, func() bool { return len(s.group()) == 0 }) {
		return fmt.Errorf("it leaves processes: %v", s.group())
	}
	switch {
	case !s.family.isUnix():
		return nil
	case sig == unix.SIGTERM && exists(s.at):
		return errors.New("it leaves its path after SIGTERM")
	case sig == unix.SIGTERM:
		return nil
	case !exists(s.at):
		return nil
	}
	next, err := t.lab.serve(post{word: []string{"--unlink", "--keep"}, family: s.family}, 1<<32+t.n)
	if err != nil {
		return err
	}
	return next.end()
}
