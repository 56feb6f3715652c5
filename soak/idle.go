package main

import (
	"fmt"
	"net"
	"os"
	"time"
)

// idle has idle clients at every server, in states that a loop could take for an event, and checks that no process uses
// processor time for them.
func (l *lab) idle() {
	var open []wire
	pids := map[string]int{}
	for _, s := range l.servers {
		pids[s.name] = s.pid()
		if s.connects() {
			open = append(open, l.idleClients(s)...)
		}
	}
	jobs := l.waiting(&open)
	for name, p := range jobs {
		pids[name] = p.Process.Pid
	}
	time.Sleep(idleSettle)
	took := l.watchFor(pids)
	for _, s := range l.servers {
		s.idle = took[s.name]
	}
	for _, p := range jobs {
		p.kill()
	}
	for _, w := range open {
		reset(w)
	}
}

const (
	// idleSettle is the time that servers have to become idle.
	idleSettle = 1500 * time.Millisecond // longer than a pause within a line may be
	// idleMost is the most processor time in a second without an event: a loop that spins takes all it can get.
	idleMost = 50 * time.Millisecond
)

// watchFor watches processes for a second in which nothing happens, and returns the processor time that each took.
func (l *lab) watchFor(pids map[string]int) map[string]time.Duration {
	took := map[string]time.Duration{}
	for name, pid := range pids {
		took[name] = -busy(pid)
	}
	time.Sleep(time.Second)
	for name, pid := range pids {
		if took[name] += busy(pid); took[name] > idleMost {
			l.fault(fmt.Sprintf("FAULT: %s takes %v of processor time in a second without an event\n    %s\n", name, took[name], state(pid)))
		}
	}
	return took
}

// idleClients are clients that wait: silent, in the middle of a line, with an urgent byte, half-closed, and not
// reading.
func (l *lab) idleClients(s *server) (open []wire) {
	d := newDice(l.seed, 1<<50)
	for _, f := range []func(wire){
		func(wire) {},
		func(w wire) { _ = w.CloseWrite() },
		func(w wire) { sendText(w, "\x01") },
		func(w wire) {
			sendText(w, "\x01")
			if _, tcp := w.(*net.TCPConn); tcp {
				_ = urgent(w)
			}
			sendText(w, "\x01")
		},
		func(w wire) {
			if s.sink == nil { // a sink reads all of it
				flood(w)
			}
		},
	} {
		w, err := s.family.dial(s.at, d, false)
		if err != nil {
			l.fault(fmt.Sprintf("FAULT: a client of %s: %v\n", s.name, err))
			return open
		}
		f(w)
		open = append(open, w)
	}
	return open
}

// sendText sends text. On standard output it is a part of a line that names no client.
func sendText(w wire, text string) { _, _ = w.Write([]byte(text)) }

// flood sends until the peer takes no more.
func flood(w wire) {
	buf := make([]byte, mostMessage)
	for range 1 << 8 {
		_ = w.SetWriteDeadline(time.Now().Add(100 * time.Millisecond))
		if _, err := w.Write(buf); err != nil {
			return
		}
	}
}

// waiting are clients of the soak test, by what they wait for.
func (l *lab) waiting(open *[]wire) map[string]*process {
	jobs := map[string]*process{}
	for name, f := range map[string]func(wire){
		"connect to a silent server":      func(wire) {},
		"connect to a half-closed server": func(w wire) { _ = w.CloseWrite() },
		"connect with an urgent byte":     func(w wire) { sendText(w, "x"); _ = urgent(w); sendText(w, "x") },
		"connect with stdout unread":      flood,
	} {
		p, w, err := l.wait()
		if err != nil {
			l.fault(fmt.Sprintf("FAULT: %s: %v\n", name, err))
			continue
		}
		f(w)
		*open = append(*open, w)
		jobs[name] = p
	}
	return jobs
}

// wait starts sock connect with an endless standard input and an unread standard output, both blocked.
func (l *lab) wait() (*process, wire, error) {
	h, err := tcp4.listen(tcp4.at, false)
	if err != nil {
		return nil, nil, err
	}
	r, in, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	out, stdout, err := os.Pipe()
	if err != nil {
		return nil, nil, err
	}
	p, err := l.start(r, stdout, l.sock, "connect", h.Addr().String())
	if err != nil {
		return nil, nil, err
	}
	go func() {
		_, _ = in.Write(make([]byte, most))
		<-p.ended
		in.Close()
		out.Close()
	}()
	w, err := h.accept()
	return p, w, err
}
