package main

import (
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// A word is a command of sock for one connection, with the soak test at its other end.
type word struct {
	name     string
	args     []string
	listens  bool    // the soak test connects to it
	up, down bool    // standard input is sent; received data goes to standard output
	on       *server // the held listener from which the connection is accepted; nil: sock makes a socket
}

var (
	listenOnce = word{name: "listen", args: []string{"listen", "-v"}, listens: true, up: true, down: true}
	connect    = word{name: "connect", args: []string{"connect"}, up: true, down: true}
	send       = word{name: "send", args: []string{"send"}, up: true}
	reply      = word{name: "send --reply", args: []string{"send", "--reply"}, up: true, down: true}
	recvAll    = word{name: "recv --all", args: []string{"recv", "--all"}, down: true}
)

// kernelRoom is more than the kernel holds for a peer with a small buffer, at both ends.
const kernelRoom = 512 << 10

// A link is one connection between sock and the soak test.
type link struct {
	*job
	word   word
	family family
	manner *manner
	signal unix.Signal // sent at a random moment; 0: none
	path   string
}

// single has sock run one connection, then checks its status and the received data.
func (t *talk) single(w word, f family) error {
	up, down := stream{}, stream{}
	if w.up {
		up = t.any()
	}
	if w.down {
		down = t.any()
	}
	l := &link{word: w, family: f, manner: t.manner(f, down, up)}
	l.manner.borders = false
	if !w.down {
		l.manner.urgent = -1 // sock would leave it unread, which causes RST
	}
	if t.chance(6) {
		l.signal = pick(t.dice, unix.SIGTERM, unix.SIGKILL)
	}
	t.note("the tool %s", l.manner)
	wire, err := t.join(l, up, down)
	if err != nil {
		return err
	}
	sent := t.sendSignal(l)
	o := l.manner.run(wire)
	status, got, err := l.result()
	<-sent
	if l.path != "" {
		defer os.Remove(l.path)
	}
	t.moved(o)
	t.note("status %d, sock wrote %d bytes; the tool sent %d (%v) and received %d (%v)", status, got, o.sent, o.sending, o.got, o.recv)
	return t.verdict(l, o, status, got, err)
}

// join starts sock and returns the soak test's end of its connection.
func (t *talk) join(l *link, up, down stream) (wire, error) {
	in, out := pick(t.dice, pipe, pipe, file, paired), pick(t.dice, pipe, pipe, file, paired, null)
	argv := append([]string{t.lab.sock}, l.word.args...)
	if l.word.on == nil {
		argv = append(argv, l.family.flags()...)
	}
	if l.word.up && l.word.down && l.word.name != reply.name {
		argv = append(argv, pick(t.dice, nil, nil, nil, []string{"--stats"}, []string{"--trace=/dev/null"},
			[]string{"--idle", "50s"}, []string{"--deadline", "55s"}, []string{"--rate", "64M"}, []string{"--drain"})...)
	}
	small := l.manner.ending != orderly
	if l.word.on != nil {
		return t.joinOn(l, in, out, up, down, argv)
	}
	at := l.family.place(t.lab.dir, t.n, "one")
	if l.family.isUnix() {
		l.path = at
	}
	var err error
	if l.word.listens {
		if l.job, err = t.job(in, out, up, down, nil, append(argv, at)...); err != nil {
			return nil, err
		}
		address, err := l.waitLine(listening)
		if err != nil {
			return nil, err
		}
		if !l.family.isUnix() {
			at = address
		}
		return l.family.dial(at, t.dice, small)
	}
	h, err := l.family.listen(at, small)
	if err != nil {
		return nil, err
	}
	if l.job, err = t.job(in, out, up, down, nil, append(argv, h.Addr().String())...); err != nil {
		return nil, err
	}
	return h.accept()
}

// joinOn has sock accept the connection from a held listener.
func (t *talk) joinOn(l *link, in, out joint, up, down stream, argv []string) (w wire, err error) {
	if l.job, err = t.job(in, out, up, down, nil, argv...); err != nil {
		return nil, err
	}
	w, err = l.family.dial(l.word.on.at, t.dice, l.manner.ending != orderly)
	if err == nil {
		_, err = l.waitLine(connected) // so that the next client does not get it
	}
	return w, err
}

// sendSignal sends the signal after a while.
func (t *talk) sendSignal(l *link) (sent chan struct{}) {
	sent = make(chan struct{})
	if l.signal == 0 {
		close(sent)
		return sent
	}
	after := t.within(150 * time.Millisecond)
	t.note("signal %d after %v", l.signal, after)
	go func() {
		time.Sleep(after)
		l.process.signal(l.signal)
		close(sent)
	}()
	return sent
}

// verdict judges one connection.
func (t *talk) verdict(l *link, o outcome, status int, got int64, err error) error {
	if err != nil {
		return err
	}
	if l.signal != 0 && status == 128+int(l.signal) {
		t.expected++
		if l.word.listens && l.path != "" && l.signal == unix.SIGTERM && exists(l.path) {
			return errors.New("the path is left after SIGTERM")
		}
		return nil
	}
	if l.manner.ending == orderly {
		return t.complete(l, o, status, got)
	}
	return t.incomplete(l, o, status, got)
}

// complete is the verdict without a disturbance: all data must arrive, with status 0.
func (t *talk) complete(l *link, o outcome, status int, got int64) error {
	switch {
	case status == int(unix.ENODATA) && l.word.name == reply.name && l.manner.send.length == 0:
		return nil // an answer without a byte
	case status != 0:
		return fmt.Errorf("status %d: %s", status, l.stderr.String())
	case o.sending != nil || o.recv != nil:
		return errors.Join(o.sending, o.recv)
	case l.word.down && !l.null && got != l.manner.send.length:
		return fmt.Errorf("status 0, and %d of %d bytes are on standard output", got, l.manner.send.length)
	}
	return nil
}

// incomplete is the verdict if the soak test ended early: an error is right, and status 0 with lost data is not.
func (t *talk) incomplete(l *link, o outcome, status int, got int64) error {
	switch errno := unix.Errno(status); {
	case errno == unix.ECONNRESET || errno == unix.EPIPE || errno == unix.ENODATA && l.word.name == reply.name && o.sent == 0:
		t.expected++
		return nil
	case errno != 0:
		return fmt.Errorf("status %d: %s", status, l.stderr.String())
	}
	wants := o.sent // then the end, if the soak test closed without RST
	if l.family.isTCP() && l.manner.ending == resetting {
		wants = l.manner.send.length
	}
	room := int64(0)
	if o.sending == nil || !l.word.down { // the soak test had half-closed: data that the kernel took afterwards counts as delivered
		room = kernelRoom
	}
	lost := l.used - o.got
	switch {
	case l.word.down && !l.null && got < wants:
		return fmt.Errorf("status 0 with loss: %d of %d bytes are on standard output", got, wants)
	case lost > room && (l.family.isTCP() || l.word.down):
		return fmt.Errorf("status 0 with loss: %d bytes that were read from standard input did not arrive", lost)
	}
	return nil
}
