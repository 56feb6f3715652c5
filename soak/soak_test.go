package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// TestChecker: lost, added, repeated and changed bytes are found, in pieces of any size.
func TestChecker(t *testing.T) {
	s := stream{seed: 1, length: 100_000}
	whole := s.piece(0, s.length)
	for n := range int64(20) { // pieces from any offset are the same bytes
		if !bytes.Equal(s.piece(n*4999, 77), whole[n*4999:n*4999+77]) {
			t.Fatalf("piece at %d", n*4999)
		}
	}
	changed := bytes.Clone(whole)
	changed[99_999]++
	for _, c := range []struct {
		name string
		got  []byte
		want string
	}{
		{"all", whole, ""},
		{"less", whole[:99_999], "99999 of 100000 bytes arrived"},
		{"more", append(bytes.Clone(whole), 1), "1 bytes more than were sent"},
		{"one byte lost", append(bytes.Clone(whole[:500]), whole[501:]...), "byte 500 of"},
		{"one byte twice", append(bytes.Clone(whole[:500]), whole[499:99_999]...), "byte 500 of"},
		{"one byte changed", changed, "byte 99999 of"},
	} {
		for _, chunk := range []int{1 << 20, 4096, 3} {
			check := newChecker(s)
			var err error
			for b := c.got; len(b) > 0 && err == nil; b = b[min(chunk, len(b)):] {
				_, err = check.Write(b[:min(chunk, len(b))])
			}
			err = errors.Join(err, check.whole())
			if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want[:6]) {
				t.Errorf("%s in pieces of %d: %v, want %q", c.name, chunk, err, c.want)
			}
		}
	}
}

// TestSink: lines of many clients may alternate, and none may be lost, torn or out of order.
func TestSink(t *testing.T) {
	for _, c := range []struct {
		name string
		text func(a, b [][]byte) []byte
		cut  bool
		want string
	}{
		{"alternate", func(a, b [][]byte) []byte { return join(a[0], b[0], b[1], a[1]) }, false, ""},
		{"lost", func(a, b [][]byte) []byte { return join(a[1], b[0], b[1]) }, false, "line 0 arrived as"},
		{"twice", func(a, b [][]byte) []byte { return join(a[0], a[0], b[0], b[1]) }, false, "line 1 arrived as"},
		{"torn", func(a, b [][]byte) []byte { return join(a[0][:9], b[0], a[0][9:], a[1], b[1]) }, false, "line 0 was torn"},
		{"cut", func(a, b [][]byte) []byte { return join(a[0], a[1][:9], b[0], b[1]) }, true, ""},
		{"after the cut", func(a, b [][]byte) []byte { return join(a[0][:9], b[0], a[1], b[1]) }, true, "line 0 and more"},
		{"of no client", func(a, b [][]byte) []byte { return join(a[0], b[0], []byte("text\n"), a[1], b[1]) }, false, "begin no line"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &sink{books: map[string]*book{}}
			a, first := newBook(1, 1, 2*mostLine)
			b, second := newBook(2, 2, 2*mostLine)
			a.cut = c.cut
			s.open(a)
			s.open(b)
			for line := range bytes.Lines(c.text(first, second)) {
				s.take(line, true)
			}
			_, errA := s.state(a)
			_, errB := s.state(b)
			if err := errors.Join(errA, errB); (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

// TestReproducible: a seed and a number decide all choices of a conversation.
func TestReproducible(t *testing.T) {
	of := func(seed, n uint64) string {
		d := newDice(seed, n)
		s := d.stream(most)
		return d.manner(tcp4, s, s).String()
	}
	first, again, next, other := of(1, 2), of(1, 2), of(1, 3), of(2, 2)
	if first != again || first == next || first == other {
		t.Error(first, again, next, other)
	}
	seen := map[string]bool{}
	for n := range uint64(200) {
		d := newDice(9, n)
		s := d.stream(most)
		m := d.manner(tcp4, s, s)
		seen[m.ending.String()] = true
		seen["urgent"] = seen["urgent"] || m.urgent >= 0
		seen["nothing"] = seen["nothing"] || s.length == 0
		seen["large"] = seen["large"] || s.length > most/4
		if m.ending != orderly && s.length > 0 && m.after >= s.length {
			t.Errorf("%s: it does not end early", m)
		}
	}
	for _, want := range []string{orderly.String(), resetting.String(), leaving.String(), "urgent", "nothing", "large"} {
		if !seen[want] {
			t.Errorf("no conversation has %s", want)
		}
	}
}

// TestCalm: a process that spins is found, one that waits is not reported.
func TestCalm(t *testing.T) {
	for script, want := range map[string]int{"while :; do :; done": 1, "exec sleep 60": 0} {
		l := &lab{}
		p, err := l.start(nil, nil, "sh", "-c", script)
		if err != nil {
			t.Fatal(err)
		}
		l.watchFor(map[string]int{script: p.Process.Pid})
		p.kill()
		if len(l.faults) != want {
			t.Errorf("%s: %q", script, l.faults)
		}
	}
}
