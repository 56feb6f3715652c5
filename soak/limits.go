package main

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// A restricted is sock with a limit of descriptors.
type restricted struct {
	*talk
	limit int
}

// limited runs one command of sock with every limit of descriptors from 4 on. It must work or report EMFILE.
func (t *talk) limited(run func(restricted) error) error {
	for limit := 4; limit <= 14; limit++ {
		t.notes = append(t.notes[:0:0], fmt.Sprintf("RLIMIT_NOFILE %d", limit))
		if err := run(restricted{t, limit}); err != nil {
			return err
		}
	}
	return nil
}

// argv is a command line of sock under the limit.
func (r restricted) argv(args ...string) []string {
	n := strconv.Itoa(r.limit)
	return append([]string{"prlimit", "--nofile=" + n + ":" + n, r.lab.sock}, args...)
}

// refused returns nil if a status other than 0 reports a lack of descriptors.
func (r restricted) refused(p *process, status int) error {
	text := p.stderr.String()
	if status != int(unix.EMFILE) || !strings.Contains(text, "EMFILE") {
		return fmt.Errorf("%s: status %d: %s", p, status, text)
	}
	r.expected++
	return nil
}

// bare runs a command that moves no data.
func (r restricted) bare(args ...string) error {
	p, err := r.lab.start(nil, nil, r.argv(args...)...)
	if err != nil {
		return err
	}
	status, err := p.status()
	if err == nil && status != 0 {
		err = r.refused(p, status)
	}
	return err
}

// holding runs a command that holds sockets under these names. If it fails, it must hold none.
func (r restricted) holding(names []string, args ...string) error {
	p, err := r.lab.start(nil, nil, r.argv(args...)...)
	if err != nil {
		return err
	}
	status, err := p.status()
	if err == nil && status != 0 {
		err = r.refused(p, status)
	}
	for _, name := range names {
		_, gone := r.lab.output(r.lab.sock, "close", name)
		if (gone == nil) != (status == 0) {
			err = errors.Join(err, fmt.Errorf("status %d, and then close %s: %v", status, name, gone))
		}
	}
	return err
}

// connects runs a command that connects to the soak test.
func (r restricted) connects(w word) error {
	up, down := stream{}, stream{}
	if w.up {
		up = r.stream(256 << 10)
	}
	if w.down {
		down = r.stream(256 << 10)
	}
	h, err := tcp4.listen(tcp4.at, false)
	if err != nil {
		return err
	}
	defer h.Close()
	m := r.manner(tcp4, down, up)
	m.ending = orderly
	if !w.down {
		m.urgent = -1 // sock would leave it unread, which causes RST
	}
	j, err := r.job(pipe, pick(r.dice, pipe, file), up, down, nil, r.argv(append(w.args, h.Addr().String())...)...)
	if err != nil {
		return err
	}
	end := make(chan outcome, 1)
	go func() {
		wire, err := h.accept()
		if err != nil {
			end <- outcome{sending: err, recv: err}
			return
		}
		end <- m.run(wire)
	}()
	status, got, err := j.result()
	h.Close()
	return r.verdict(j, status, got, <-end, err)
}

// verdict: with status 0 everything must have arrived.
func (r restricted) verdict(j *job, status int, got int64, o outcome, err error) error {
	r.moved(o)
	switch {
	case err != nil:
		return err
	case status == int(unix.ENODATA) && j.out.want.length == 0 && o.sending == nil && o.recv == nil:
		return nil // an answer without a byte
	case status != 0:
		return r.refused(j.process, status)
	case o.sending != nil || o.recv != nil:
		return errors.Join(o.sending, o.recv)
	case got != j.out.want.length:
		return fmt.Errorf("status 0, and %d of %d bytes are on standard output", got, j.out.want.length)
	}
	return nil
}

// listens runs sock listen for one connection.
func (r restricted) listens() error {
	up, down := r.stream(256<<10), r.stream(256<<10)
	m := r.manner(tcp4, down, up)
	m.ending = orderly
	j, err := r.job(pipe, pick(r.dice, pipe, file), up, down, nil, r.argv("listen", "-v", tcp4.at)...)
	if err != nil {
		return err
	}
	at, err := j.waitLine(listening)
	o := outcome{}
	if err == nil {
		var w wire
		if w, err = tcp4.dial(at, r.dice, false); err == nil {
			o = m.run(w)
		}
	}
	status, got, wrong := j.result()
	if err != nil && status != 0 {
		return errors.Join(wrong, r.refused(j.process, status))
	}
	if status != 0 { // accepted or not: the client has checked that
		o.sending, o.recv = nil, nil
	}
	return r.verdict(j, status, got, o, errors.Join(err, wrong))
}

// crowds connects more clients than a server has descriptors for; it must serve all, one after the other if necessary.
func (r restricted) crowds(command bool) error {
	args, least := []string{"listen", "-v", "--keep", "--serve", "echo", tcp4.at}, toServe
	if command {
		args, least = []string{"listen", "-v", "--keep", tcp4.at, "--", "cat"}, toServe+toStart
	}
	p, err := r.lab.start(nil, nil, r.argv(args...)...)
	if err != nil {
		return err
	}
	at, err := p.waitLine(listening)
	if err != nil {
		status, err := p.status()
		if err != nil {
			return err
		}
		return r.refused(p, status)
	}
	if r.limit < least { // sock waits for a descriptor that never becomes free
		r.expected++
		return r.idles(p, at, r.limit == least-1)
	}
	var all sync.WaitGroup
	errs := make([]error, 2*r.limit)
	for i := range errs {
		text, d := r.stream(4096), r.child()
		all.Go(func() { errs[i] = r.echoes(at, text, d) })
	}
	all.Wait()
	p.signal(unix.SIGTERM)
	status, err := p.status()
	if err == nil && status != 128+int(unix.SIGTERM) {
		err = fmt.Errorf("%s: status %d: %s", p, status, p.stderr.String())
	}
	return errors.Join(append(errs, err)...)
}

const (
	// toServe is how many descriptors a server of one client needs: the three standard streams, two for itself, the
	// listener and the connection.
	toServe = 7
	// toStart is how many more it needs to start a child: a pidfd, and a pipe that reports errors of execve(2).
	toStart = 3
)

// idles checks that a server without a descriptor for a client reports that, and uses no processor time. It may also
// end.
func (r restricted) idles(p *process, at string, watch bool) error {
	w, err := tcp4.dial(at, r.dice, false)
	if err == nil {
		defer w.Close()
	}
	if _, err := p.waitLine(missing); err != nil {
		return err
	}
	if err == nil && watch {
		r.lab.watchFor(map[string]int{p.String(): p.Process.Pid})
	}
	p.signal(unix.SIGTERM)
	status, err := p.status()
	if err == nil && status != 128+int(unix.SIGTERM) {
		err = r.refused(p, status)
	}
	return err
}

var missing = regexp.MustCompile(`(EMFILE)`)

// echoes has a server echo a stream.
func (r restricted) echoes(at string, text stream, d dice) error {
	w, err := tcp4.dial(at, d, false)
	if err != nil {
		return err
	}
	defer w.Close()
	if _, err := w.Write(text.piece(0, text.length)); err != nil {
		return err
	}
	if err := w.CloseWrite(); err != nil {
		return err
	}
	c := newChecker(text)
	_, err = io.Copy(c, w)
	r.bytes.Add(c.got)
	if err == nil {
		err = c.whole()
	}
	return err
}
