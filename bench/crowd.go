package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"sync"
	"time"
)

// crowdName names a row; the pictures find their rows by it.
func crowdName(n int) string {
	return fmt.Sprintf("%d connections open at once", n)
}

// targetCrowd starts the name of the row with the goal, which is not part of the curve.
const targetCrowd = "a crowd: "

// crowds open many connections at once to an echo server; each has a line echoed every second.
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
		limit:   3*time.Minute + 2*during,
		subject: with("sock", []string{"listen --serve"}, l.echo),
		peers:   []contender{with(socatFork, nil, forkEcho)},
	}
}

const socatFork = "socat fork"

// forkEcho is socat with a process for each connection, and a backlog large enough for all of them.
func forkEcho(port string) []string {
	return []string{"socat", "TCP-LISTEN:" + port + ",bind=" + host + ",fork,backlog=4096", "PIPE"}
}

// A client is one connection of the crowd.
type client struct {
	net.Conn
	waits []float64
	err   error
}

func (s *stage) crowd(argv func(port string) []string, n int, during time.Duration) (sample, error) {
	if room := s.lab.files; uint64(n)+spareFiles > room {
		return nil, fmt.Errorf("a process may open %d files (ulimit -Hn), too few for %d connections", room, n)
	}
	at, server, err := s.serverAt(anywhere, "tcp", argv)
	if err != nil {
		return nil, err
	}
	return s.crowdAt(at, server, n, during)
}

// crowdAt has n clients open at once at a program.
func (s *stage) crowdAt(at address, server *process, n int, during time.Duration) (sample, error) {
	before, err := server.pss()
	if err != nil {
		return nil, err
	}
	clients := s.connectAll(at, n)
	defer resetAll(clients)
	exchangeAll(clients, during)
	after, err := server.pss() // while all are connected
	if err != nil {
		return nil, err
	}
	got := latencies(clients)
	got[refused], got[cpu] = float64(n-len(clients)), server.soFar()
	if len(clients) > 0 {
		got[perConn] = (after - before) / float64(len(clients))
	}
	return got, nil
}

// latencies returns how long the clients waited, and how many got every echo.
func latencies(clients []*client) sample {
	var waits []float64
	var left float64
	for _, g := range clients {
		waits = append(waits, g.waits...)
		if g.err != nil {
			left++
		}
	}
	got := tails(waits)
	got[lost], got[served] = left, float64(len(clients))-left
	return got
}

// resetAll closes all connections with a reset: TIME_WAIT would keep ports that the next round needs.
func resetAll(clients []*client) {
	for _, g := range clients {
		_ = g.Conn.(*net.TCPConn).SetLinger(0)
		g.Close()
	}
}

// connectAll opens n connections, some at a time, and returns those that succeeded.
func (s *stage) connectAll(at address, n int) []*client {
	const atOnce = 32
	var (
		turns   = make(chan int)
		clients = make([]*client, n)
		dialers sync.WaitGroup
		d       = net.Dialer{Timeout: 10 * time.Second}
	)
	for range atOnce {
		dialers.Go(func() {
			for i := range turns {
				if c, err := d.DialContext(s.ctx, "tcp", at.String()); err == nil {
					clients[i] = &client{Conn: c}
				}
			}
		})
	}
	for i := range n {
		turns <- i
	}
	close(turns)
	dialers.Wait()
	var connected []*client
	for _, g := range clients {
		if g != nil {
			connected = append(connected, g)
		}
	}
	return connected
}

// exchangeAll has every client make an exchange a second, spread evenly over the second.
func exchangeAll(clients []*client, during time.Duration) {
	var exchanges sync.WaitGroup
	start := time.Now().Add(100 * time.Millisecond)
	for i, g := range clients {
		first := start.Add(time.Second * time.Duration(i) / time.Duration(len(clients)))
		exchanges.Go(func() { g.exchangeEvery(first, during) })
	}
	exchanges.Wait()
}

func (g *client) exchangeEvery(turn time.Time, during time.Duration) {
	text, room := makeLine(), make([]byte, lineLen)
	for end := turn.Add(during); turn.Before(end) && g.err == nil; turn = turn.Add(time.Second) {
		time.Sleep(time.Until(turn))
		began := time.Now()
		g.err = exchange(g, text, room)
		g.waits = append(g.waits, time.Since(began).Seconds())
	}
}

// exchange sends a line and receives it back.
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
		return fmt.Errorf("received %q, not the line", room)
	}
	return nil
}
