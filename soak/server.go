package main

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// A server is sock as a server of many clients. A standing one runs for the whole run.
type server struct {
	*process
	name   string
	family family
	at     string   // where it listens
	sink   *sink    // reads its standard output, nil if nothing does
	stdin  *os.File // its standard input, if that is a pipe
	file   stream   // and if that is a file
	turn   sync.Mutex
	keeper int    // the process of its keeper, if the socket is held; process is then nil
	held   string // and its name

	run           func(*talk, *server) error // a conversation with it
	idle          time.Duration              // processor time in a second without an event
	before, after census
}

// A post is how a server is started.
type post struct {
	name   string
	word   []string // between listen and the address
	family family
	tail   []string // after the address
	sink   bool     // standard output is read
	stdin  joint    // the kind of standard input: a pipe, a file, or empty for /dev/null
	relay  []string // flags of relay and its second END, instead of word and tail
}

var (
	listening = regexp.MustCompile(`listening on (\S+)\n`)
	connected = regexp.MustCompile(`connection from (.*)\n`)
)

// serve starts a server and waits until it listens.
func (l *lab) serve(p post, n uint64) (*server, error) {
	at := p.family.place(l.dir, n, "server")
	argv := append([]string{l.sock, "listen", "-v"}, p.family.flags()...)
	argv = append(append(append(argv, p.word...), at), p.tail...)
	if p.relay != nil {
		last := len(p.relay) - 1
		argv = append(append([]string{l.sock, "relay", "-v"}, p.relay[:last]...), "listen:"+p.family.end(at), p.relay[last])
	}
	s := &server{name: p.name, family: p.family, at: at}
	stdin, err := l.input(s, p.stdin)
	if err != nil {
		return nil, err
	}
	var stdout *os.File
	if p.sink {
		r, w, err := os.Pipe()
		if err != nil {
			return nil, err
		}
		stdout, s.sink = w, newSink(r, newDice(l.seed, n))
	}
	if s.process, err = l.start(stdin, stdout, argv...); err != nil {
		return nil, err
	}
	address, err := s.waitLine(listening)
	if !p.family.isUnix() {
		s.at = address
	}
	return s, err
}

// input returns the standard input of a server.
func (l *lab) input(s *server, what joint) (*os.File, error) {
	switch what {
	case pipe:
		r, w, err := os.Pipe()
		s.stdin = w
		return r, err
	case file:
		s.file = stream{l.seed, 1 << 20}
		return l.file(s.file)
	case paired, null:
	}
	return nil, nil
}

// hold starts a keeper with a listening socket.
func (l *lab) hold(f family, name string, n uint64) (*server, error) {
	s := &server{name: "listen --hold, " + f.name, held: name, family: f, at: f.place(l.dir, n, "held")}
	argv := append([]string{l.sock, "listen", "--hold", name}, f.flags()...)
	out, err := l.output(append(argv, s.at)...)
	if err != nil {
		return nil, err
	}
	if !f.isUnix() {
		s.at = strings.TrimSpace(out)
	}
	for _, line := range mentions(l.names + "/" + name + " ") {
		_, err = fmt.Sscan(line, &s.keeper)
	}
	if s.keeper == 0 {
		err = fmt.Errorf("%s has no keeper", name)
	}
	return s, err
}

// output runs sock to its end and returns its standard output.
func (l *lab) output(argv ...string) (string, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return "", err
	}
	p, err := l.start(nil, w, argv...)
	if err != nil {
		return "", err
	}
	out := make(chan string)
	go func() {
		text := new(strings.Builder)
		_, _ = r.WriteTo(text)
		out <- text.String()
	}()
	status, err := p.status()
	text := <-out
	r.Close()
	if err == nil && status != 0 {
		err = fmt.Errorf("%s: status %d: %s", p, status, p.stderr.String())
	}
	return text, err
}

// connects reports whether the server, which is no keeper, has connections.
func (s *server) connects() bool { return s.process != nil && s.family != udp && s.family != unixgram }

// pid is the process that is watched.
func (s *server) pid() int {
	if s.keeper != 0 {
		return s.keeper
	}
	return s.Process.Pid
}

// end ends a standing server with SIGTERM. Its status must be 143, and its path must be removed.
func (s *server) end() error {
	s.signal(unix.SIGTERM)
	status, err := s.status()
	switch {
	case err != nil:
		return err
	case status != 128+int(unix.SIGTERM):
		return fmt.Errorf("%s: status %d after SIGTERM: %s", s, status, s.stderr.String())
	case s.family.isUnix() && exists(s.at):
		return fmt.Errorf("%s leaves %s after SIGTERM", s, s.at)
	case !until(patience, func() bool { return len(s.group()) == 0 }):
		return fmt.Errorf("%s leaves processes after SIGTERM: %v", s, s.group())
	}
	if s.stdin != nil {
		s.stdin.Close()
	}
	return nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// settled returns the resources of a server once they have not changed for a while: by then it has closed the
// connections of clients that have left.
func (s *server) settled(want int) (census, error) {
	var c census
	var err error
	last, since := -1, time.Now()
	until(10*time.Second, func() bool {
		if c, err = count(s.pid()); err != nil {
			return true
		}
		if c.fds != last {
			last, since = c.fds, time.Now()
		}
		calm := time.Since(since) > 200*time.Millisecond && c.zombies == 0
		return calm && (want == 0 || c.fds <= want)
	})
	return c, err
}
