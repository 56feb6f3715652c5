package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// accepted accepts one connection from a held listener, with sock at the other end. Clients take turns, because the
// kernel chooses which of several is accepted.
func (t *talk) accepted(s *server) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	return t.single(word{name: "accept", args: []string{"accept", "-v", "--on", s.held}, listens: true, up: true, down: true, on: s}, s.family)
}

// acceptedBy has a COMMAND serve the connection: cat echoes.
func (t *talk) acceptedBy(s *server) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	all := t.any()
	m := t.manner(s.family, all, all)
	t.note("%s", m)
	p, err := t.lab.start(nil, nil, t.lab.sock, "accept", "--on", s.held, "--", "cat")
	if err != nil {
		return err
	}
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	wait := t.stopped(p)
	o := m.run(w)
	wait()
	status, err := p.status()
	if err == nil && status != 0 && m.ending == orderly {
		err = fmt.Errorf("%s: status %d: %s", p, status, p.stderr.String())
	}
	return errors.Join(err, t.judge(m, o))
}

// kept accepts a connection, holds it under a name, and uses it with several commands.
func (t *talk) kept(s *server) error {
	s.turn.Lock()
	defer s.turn.Unlock()
	name := fmt.Sprintf("c%d", t.n)
	up, down := t.any(), t.any()
	m := t.manner(s.family, down, up)
	m.ending, m.borders = orderly, false
	t.note("the tool %s", m)
	w, err := s.family.dial(s.at, t.dice, false)
	if err != nil {
		return err
	}
	if _, err := t.lab.output(t.lab.sock, "accept", "--on", s.held, "--hold", name); err != nil {
		return err
	}
	end := make(chan outcome, 1)
	go func() { end <- m.run(w) }()
	if t.chance(2) {
		err = t.joined(name, up, down)
	} else {
		err = t.steps(name, up, down)
	}
	_, closed := t.lab.output(t.lab.sock, "close", name)
	return errors.Join(err, closed, t.judge(m, <-end))
}

// joined copies both directions of a held connection at the same time.
func (t *talk) joined(name string, up, down stream) error {
	in, out := pick(t.dice, pipe, file, paired), pick(t.dice, pipe, file, paired)
	return t.runs(in, out, up, down, "cat", "--on", name)
}

// steps copies one direction after the other.
func (t *talk) steps(name string, up, down stream) error {
	in, out := pick(t.dice, pipe, file, paired), pick(t.dice, pipe, file, paired)
	return errors.Join(
		t.runs(in, pipe, up, stream{}, "cat", "--send-only", "--on", name),
		t.runs(null, out, stream{}, down, "recv", "--all", "--on", name),
	)
}

// runs runs a sock command and requires status 0.
func (t *talk) runs(in, out joint, up, down stream, argv ...string) error {
	j, err := t.job(in, out, up, down, nil, append([]string{t.lab.sock}, argv...)...)
	if err != nil {
		return err
	}
	status, got, err := j.result()
	t.bytes.Add(got)
	if err == nil && status != 0 {
		err = fmt.Errorf("%s: status %d: %s", j, status, j.stderr.String())
	}
	if err == nil {
		err = j.out.whole()
	}
	return err
}

// killKeeper ends the keeper of a listener by a signal: its name is removed, after SIGTERM also its path.
func (t *talk) killKeeper() error {
	f, sig := pick(t.dice, tcp4, unixed, seqpacket), pick(t.dice, unix.SIGTERM, unix.SIGKILL)
	name := fmt.Sprintf("k%d", t.n)
	t.note("%s, signal %d to the keeper", f.name, sig)
	t.expected++
	s, err := t.lab.hold(f, name, 1<<32+t.n)
	if err != nil {
		return err
	}
	if err := unix.Kill(s.keeper, sig); err != nil {
		return err
	}
	if !until(patience, func() bool { return !exists(fmt.Sprintf("/proc/%d", s.keeper)) }) {
		return errors.New("the keeper does not end")
	}
	list, err := t.lab.output(t.lab.sock, "list")
	switch left := f.isUnix() && exists(s.at); {
	case err != nil:
		return err
	case strings.Contains(list, name+" ") || exists(filepath.Join(t.lab.names, name)):
		return fmt.Errorf("the name is left: %s", list)
	case left && sig == unix.SIGTERM:
		return errors.New("the path is left after SIGTERM")
	case left:
		return os.Remove(s.at)
	}
	return nil
}
