package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// crowdName names a row; the pictures find theirs by it.
func crowdName(n int) string {
	return fmt.Sprintf("%d connections open at once", n)
}

// targetCrowd is the row with the target, apart from the curve's.
const targetCrowd = "a crowd: "

// crowds are many connections open at once on an echo, each with a line there and back every second.
func (l *lab) crowds() []row {
	goals := []goal{
		{metric: refused, most: 0},
		{metric: lost, most: 0},
		{metric: perConn, most: 4*kib - 1},
		{metric: p99, most: 0.05},
	}
	var rows []row
	for _, n := range l.sizes.curve {
		rows = append(rows, l.crowd(crowdName(n), n, l.sizes.curveFor, nil))
	}
	name := fmt.Sprintf("%s%s, %s", targetCrowd, crowdName(l.sizes.crowd), l.sizes.crowdFor)
	return append(rows, l.crowd(name, l.sizes.crowd, l.sizes.crowdFor, goals))
}

func (l *lab) crowd(work string, n int, during time.Duration, goals []goal) row {
	with := func(name string, needs []string, argv func(port string) []string) contender {
		return contender{
			name: name, needs: needs, shown: line(argv("PORT")),
			once: func(s *stage) (sample, error) { return s.crowd(argv, n, during) },
		}
	}
	return row{
		work: work, metrics: []metric{served, refused, lost, perConn, p50, p99, cpu}, goals: goals,
		limit: 3*time.Minute + 2*during,
		ours:  with("sock", []string{"listen --serve"}, l.echo),
		peers: []contender{with(socatFork, nil, forkEcho)},
	}
}

const socatFork = "socat fork"

// forkEcho is socat with a process a connection, and a queue that none of them has to wait for.
func forkEcho(port string) []string {
	return []string{"socat", "TCP-LISTEN:" + port + ",bind=" + host + ",fork,backlog=4096", "PIPE"}
}

// A guest is one connection of the crowd.
type guest struct {
	net.Conn
	waits []float64
	err   error
}

func (s *stage) crowd(argv func(port string) []string, n int, during time.Duration) (sample, error) {
	if room := s.lab.files; uint64(n)+spareFiles > room {
		return nil, fmt.Errorf("a process may have %d files open (ulimit -Hn), and %d connections are to be", room, n)
	}
	at, server, err := s.serverAt(anywhere, "tcp", argv)
	if err != nil {
		return nil, err
	}
	before, err := server.pss()
	if err != nil {
		return nil, err
	}
	guests := s.invite(at, n)
	defer dismiss(guests)
	talk(guests, during)
	after, err := server.pss() // all are still there
	if err != nil {
		return nil, err
	}
	got := experience(guests)
	got[refused], got[cpu] = float64(n-len(guests)), server.soFar()
	if len(guests) > 0 {
		got[perConn] = (after - before) / float64(len(guests))
	}
	return got, nil
}

// experience is how long the guests waited, and how many had what they wanted every time.
func experience(guests []*guest) sample {
	var waits []float64
	var left float64
	for _, g := range guests {
		waits = append(waits, g.waits...)
		if g.err != nil {
			left++
		}
	}
	got := tails(waits)
	got[lost], got[served] = left, float64(len(guests))-left
	return got
}

// dismiss closes all with a reset: no TIME_WAIT, for the next round wants the ports.
func dismiss(guests []*guest) {
	for _, g := range guests {
		_ = g.Conn.(*net.TCPConn).SetLinger(0)
		g.Close()
	}
}

// invite opens n connections, some at a time, and returns those that came about.
func (s *stage) invite(at address, n int) []*guest {
	const atOnce = 32
	var (
		turns   = make(chan int)
		guests  = make([]*guest, n)
		dialers sync.WaitGroup
		d       = net.Dialer{Timeout: 10 * time.Second}
	)
	for range atOnce {
		dialers.Go(func() {
			for i := range turns {
				if c, err := d.DialContext(s.ctx, "tcp", at.String()); err == nil {
					guests[i] = &guest{Conn: c}
				}
			}
		})
	}
	for i := range n {
		turns <- i
	}
	close(turns)
	dialers.Wait()
	var came []*guest
	for _, g := range guests {
		if g != nil {
			came = append(came, g)
		}
	}
	return came
}

// talk lets every guest have an exchange a second, their turns spread over the second.
func talk(guests []*guest, during time.Duration) {
	var talking sync.WaitGroup
	start := time.Now().Add(100 * time.Millisecond)
	for i, g := range guests {
		first := start.Add(time.Second * time.Duration(i) / time.Duration(len(guests)))
		talking.Go(func() { g.talk(first, during) })
	}
	talking.Wait()
}

func (g *guest) talk(turn time.Time, during time.Duration) {
	text, room := makeLine(), make([]byte, lineLen)
	for end := turn.Add(during); turn.Before(end) && g.err == nil; turn = turn.Add(time.Second) {
		time.Sleep(time.Until(turn))
		began := time.Now()
		g.err = exchange(g, text, room)
		g.waits = append(g.waits, time.Since(began).Seconds())
	}
}

// exchange is a line there, and the same line back.
func exchange(c net.Conn, text, room []byte) error {
	if err := c.SetDeadline(time.Now().Add(10 * time.Second)); err != nil {
		return err
	}
	if _, err := c.Write(text); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, room); err != nil {
		return err
	}
	if !bytes.Equal(text, room) {
		return fmt.Errorf("%q came back", room)
	}
	return nil
}
