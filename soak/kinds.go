package main

import (
	"fmt"
	"strings"
)

// allKinds returns the kinds of conversations. Standing servers are started and passed to add.
func (l *lab) allKinds(add func(*server, error) *server) []*kind {
	all := append(l.streams(add), l.datagrams(add)...)
	all = append(all, l.heldOnes(add)...)
	all = append(all, l.relays(add)...)
	for _, f := range []family{tcp4, tcp6, unixed, seqpacket} {
		for _, w := range []word{listenOnce, connect} {
			all = append(all, &kind{name: w.name + ", " + f.name, weight: 4, run: func(t *talk) error { return t.single(w, f) }})
		}
		all = append(all, &kind{name: "listen with connect, " + f.name, weight: 4, run: func(t *talk) error { return t.pair(f) }})
	}
	for _, w := range []word{send, reply, recvAll} {
		for _, f := range []family{tcp4, unixed} {
			all = append(all, &kind{name: w.name + ", " + f.name, weight: 2, run: func(t *talk) error { return t.single(w, f) }})
		}
	}
	all = append(all,
		&kind{name: "listen --keep, ended by a signal", weight: 8, run: (*talk).killed},
		&kind{name: "listen --hold, its keeper ended by a signal", weight: 2, run: (*talk).killKeeper})
	return append(all, l.limits()...)
}

// streams are the servers of connections.
func (l *lab) streams(add func(*server, error) *server) []*kind {
	var all []*kind
	stand := func(p post, weight int, run func(*talk, *server) error) {
		s := add(l.serve(p, uint64(len(l.servers))))
		s.run = run
		all = append(all, &kind{name: p.name, weight: weight, run: func(t *talk) error { return run(t, s) }})
	}
	service := func(name string, weight int, run func(*talk, *server) error, families ...family) {
		for _, f := range families {
			stand(post{name: "--serve " + name + ", " + f.name, word: append([]string{"--keep", "--serve"}, strings.Fields(name)...), family: f}, weight, run)
		}
	}
	service("echo", 4, (*talk).echoed, tcp4, dual, unixed)
	service("echo --max 5000 --max-per-peer 5000 --deny 192.0.2.0/24", 2, (*talk).echoed, tcp4, dual)
	service("echo --max 5000 --max-per-peer 5000 --deny gid:65533", 2, (*talk).echoed, unixed)
	service("discard", 2, (*talk).discarded, tcp4, unixed)
	service("chargen", 2, (*talk).generated, tcp4, unixed)
	service("daytime", 1, (*talk).receivesText, tcp4)
	service("qotd", 1, (*talk).receivesText, unixed)
	for _, f := range []family{tcp4, unixed, seqpacket} {
		stand(post{name: "--keep -- cat, " + f.name, word: []string{"--keep"}, tail: []string{"--", "cat"}, family: f}, 3, (*talk).echoed)
	}
	written := func(stdin string, weight int, input joint, run func(*talk, *server) error, families ...family) {
		for _, f := range families {
			stand(post{name: "--stdin " + stdin + ", " + f.name, word: []string{"--keep", "--stdin", stdin}, sink: true, stdin: input, family: f}, weight, run)
		}
	}
	written("none", 4, null, (*talk).lines, tcp4, dual, unixed, seqpacket)
	written("last", 2, pipe, (*talk).answered, tcp4, unixed)
	written("all", 2, pipe, (*talk).answered, tcp4, unixed)
	written("each", 2, file, (*talk).served, tcp4, unixed)
	return all
}

// datagrams are the servers of datagrams.
func (l *lab) datagrams(add func(*server, error) *server) []*kind {
	var all []*kind
	stand := func(p post, run func(*talk, *server) error) {
		s := add(l.serve(p, uint64(len(l.servers))))
		all = append(all, &kind{name: p.name, weight: 1, run: func(t *talk) error { return run(t, s) }})
	}
	textOf := func(right func([]byte) error) func(*talk, *server) error {
		return func(t *talk, s *server) error { return t.textGrams(s, right) }
	}
	for _, f := range []family{udp, unixgram} {
		for _, c := range []struct {
			name string
			run  func(*talk, *server) error
		}{
			{"echo", (*talk).echoedGrams},
			{"discard", (*talk).discardedGrams},
			{"chargen", textOf(isRotation)},
			{"daytime", textOf(isLine)},
			{"qotd", textOf(isLine)},
		} {
			stand(post{name: "--serve " + c.name + ", " + f.name, word: []string{"--keep", "--serve", c.name}, family: f}, c.run)
		}
		stand(post{name: "to stdout, " + f.name, sink: true, stdin: pipe, family: f}, (*talk).linesGrams)
	}
	return all
}

// heldOnes are held listeners.
func (l *lab) heldOnes(add func(*server, error) *server) []*kind {
	var all []*kind
	for i, f := range []family{tcp4, unixed, seqpacket} {
		s := add(l.hold(f, fmt.Sprintf("held%d", i), uint64(i)))
		all = append(all,
			&kind{name: "accept --on NAME, " + f.name, weight: 2, run: func(t *talk) error { return t.accepted(s) }},
			&kind{name: "accept --on NAME -- cat, " + f.name, weight: 1, run: func(t *talk) error { return t.acceptedBy(s) }},
			&kind{name: "accept --hold, cat, recv, close, " + f.name, weight: 1, run: func(t *talk) error { return t.kept(s) }})
	}
	return all
}

// limits are commands with few descriptors.
func (l *lab) limits() []*kind {
	var all []*kind
	limit := func(name string, run func(restricted) error) {
		all = append(all, &kind{name: "limits: " + name, weight: 1, run: func(t *talk) error { return t.limited(run) }})
	}
	for _, w := range []word{connect, send, reply, recvAll} {
		limit(w.name, func(r restricted) error { return r.connects(w) })
	}
	limit("listen", restricted.listens)
	limit("--serve echo", func(r restricted) error { return r.crowds(false) })
	limit("--keep -- cat", func(r restricted) error { return r.crowds(true) })
	limit("--hold", func(r restricted) error {
		a, b := fmt.Sprintf("a%d", r.n), fmt.Sprintf("b%d", r.n)
		if err := r.holding([]string{a}, "listen", "--hold", a, tcp4.at); err != nil {
			return err
		}
		if err := r.holding([]string{a}, "socket", "--hold", a); err != nil {
			return err
		}
		return r.holding([]string{a, b}, "socketpair", "--hold", a+","+b)
	})
	limit("commands that move nothing", func(r restricted) error {
		for _, args := range [][]string{
			{"version"},
			{"help"},
			{"list"},
			{"getsockopt", "SO_RCVBUF"},
			{"info", "--on", "held0"},
			{"getsockopt", "--on", "held0", "SO_TYPE"},
			{"getsockname", "--on", "held0"},
		} {
			if err := r.bare(args...); err != nil {
				return err
			}
		}
		return nil
	})
	return all
}

// excluded lists combinations without conversations, with the reason.
func excluded() []string {
	return []string{
		"--serve on seqpacket: sock refuses it",
		"urgent bytes on UNIX sockets: a kernel need not have them (CONFIG_AF_UNIX_OOB)",
		"urgent bytes to send: it does not receive, and closing with one unread is a reset",
		"more than one UDP client of a server at once: UDP drops what has no room",
		"send of a stream on seqpacket: it is one message",
	}
}
