package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"sync/atomic"
	"time"

	"golang.org/x/sys/unix"
)

// relays are the rows of a program between clients and a server: sock relay, socat, and haproxy as a proxy of TCP.
func (l *lab) relays() []row {
	return []row{l.relayStream("tcp"), l.relayStream("unix"), l.relayCrowd(), l.relayVisits(), l.relayLines(), l.relayDatagrams()}
}

const (
	needRelay   = "relay --once"
	haproxyName = "haproxy"
	socatPlain  = "socat"
)

// A between is the command line of a program that listens at one address and connects to another.
type between func(from, to address) []string

// end is an address as an END of sock relay.
func (a address) end() string {
	if a.network == "udp" {
		return "udp:" + a.String()
	}
	return a.String()
}

func (l *lab) sockRelay(flags ...string) between {
	return func(from, to address) []string {
		return append(append([]string{l.sock, "relay"}, flags...), "listen:"+from.end(), to.end())
	}
}

// socatRelay has a process for each connection, with "fork".
func socatRelay(options string, flags ...string) between {
	return func(from, to address) []string {
		target := "TCP:" + to.String()
		if to.network == "unix" {
			target = "UNIX-CONNECT:" + to.path
		}
		return append(append([]string{"socat"}, flags...), "TCP-LISTEN:"+from.port+",bind="+host+options, target)
	}
}

// haproxyConfig has one thread, as sock and socat have.
const haproxyConfig = `global
	nbthread 1
	maxconn 4000
defaults
	mode tcp
	timeout connect 10s
	timeout client 100s
	timeout server 100s
listen relay
	bind %s
	server target %s
`

// haproxy writes the configuration that it names.
func (l *lab) haproxy(from, to address) []string {
	path := l.dir + "/haproxy.cfg"
	if err := os.WriteFile(path, fmt.Appendf(nil, haproxyConfig, from, to), 0o600); err != nil {
		path = err.Error() // which haproxy reports
	}
	return []string{haproxyName, "-db", "-f", path}
}

// between is a contender that relays.
func (l *lab) between(name string, b between, from, to string, once func(s *stage, b between) (sample, error)) contender {
	c := contender{
		name: name, shown: line(b(address{from, "PORT", "PATH"}, address{to, "PORT2", "PATH"})),
		once: func(s *stage) (sample, error) { return once(s, b) },
	}
	if name == "sock" {
		c.needs = []string{needRelay}
	}
	return c
}

// relayStream is one stream from a TCP client to a server.
func (l *lab) relayStream(to string) row {
	once := func(s *stage, b between) (sample, error) { return s.relayStream(to, b) }
	return row{
		work: "relay, one stream, tcp to " + to, metrics: []metric{rate, cpu},
		subject: l.between("sock", l.sockRelay("--once"), "tcp", to, once),
		peers:   []contender{l.between(socatName, socatRelay("", "-b", big), "tcp", to, once)},
		goals: []goal{
			{peer: socatName, metric: rate, least: 1},
			{peer: socatName, metric: cpu, most: 0.7},
		},
	}
}

func (s *stage) relayStream(to string, b between) (sample, error) {
	target, err := s.free(to)
	if err != nil {
		return nil, err
	}
	sink, err := net.Listen(to, target.String())
	if err != nil {
		return nil, err
	}
	defer sink.Close()
	return s.relayedTo(sink, func(p string) []string { return b(address{"tcp", p, ""}, target) })
}

// behind starts an echo server and a program between it and the clients.
func (s *stage) behind(b between) (address, *process, error) {
	server, _, err := s.serverAt(anywhere, "tcp", s.lab.echo)
	if err != nil {
		return server, nil, err
	}
	return s.serverAt(anywhere, "tcp", func(p string) []string { return b(address{"tcp", p, ""}, server) })
}

// relayCrowd has many connections open at once.
func (l *lab) relayCrowd() row {
	n, during := l.sizes.relayed, l.sizes.curveFor
	once := func(s *stage, b between) (sample, error) {
		at, p, err := s.behind(b)
		if err != nil {
			return nil, err
		}
		return s.crowdAt(at, p, n, during)
	}
	return row{
		work: fmt.Sprintf("relay, %s", crowdName(n)), metrics: []metric{served, refused, lost, perConn, p50, p99, cpu},
		limit:   3*time.Minute + 2*during,
		subject: l.between("sock", l.sockRelay(), "tcp", "tcp", once),
		peers:   []contender{l.between(haproxyName, l.haproxy, "tcp", "tcp", once)},
		goals:   []goal{{metric: refused, most: 0}, {metric: lost, most: 0}, {metric: perConn, most: 6*kib - 1}},
	}
}

// relayVisits has clients connect, send a line, receive it and close.
func (l *lab) relayVisits() row {
	once := func(s *stage, b between) (sample, error) {
		at, p, err := s.behind(b)
		if err != nil {
			return nil, err
		}
		return s.acceptingAt(at, p)
	}
	return row{
		work: "relay, connect, 64 bytes echoed, close; 8 at a time", metrics: []metric{connects, cpu},
		subject: l.between("sock", l.sockRelay(), "tcp", "tcp", once),
		peers: []contender{
			l.between(socatFork, socatRelay(",fork,backlog=4096"), "tcp", "tcp", once),
			l.between(haproxyName, l.haproxy, "tcp", "tcp", once),
		},
		goals: []goal{{peer: socatFork, metric: connects, least: 5}, {peer: haproxyName, metric: connects, least: 0.8}},
	}
}

// relayLines has a line sent and echoed. All run on one core, as in the row of one program.
func (l *lab) relayLines() row {
	once := (*stage).relayLines
	return row{
		work: "relay, 64-byte line there and back", metrics: []metric{p50, p99, cpu},
		subject: l.between("sock", l.sockRelay(), "tcp", "tcp", once),
		peers: []contender{
			l.between(socatPlain, socatRelay(""), "tcp", "tcp", once), l.between(haproxyName, l.haproxy, "tcp", "tcp", once),
		},
		goals: []goal{{peer: socatPlain, metric: p50, most: 0.9}, {peer: haproxyName, metric: p50, most: 1.2}},
	}
}

func (s *stage) relayLines(b between) (sample, error) {
	l, port, err := listenRaw()
	if err != nil {
		return nil, err
	}
	defer unix.Close(l)
	to := address{"tcp", fmt.Sprint(port), ""}
	at, relay, err := s.serverAt(0, "tcp", func(p string) []string { return b(address{"tcp", p, ""}, to) })
	if err != nil {
		return nil, err
	}
	echoed := make(chan error, 1)
	go func() { echoed <- onCore(0, func() error { return echoOne(l) }) }()
	var got sample
	err = onCore(0, func() (err error) { got, err = s.exchangeAt(at); return err })
	used := relay.soFar()
	relay.finish()
	if err = errors.Join(err, <-echoed); err != nil {
		return nil, err
	}
	got[cpu] = used
	return got, nil
}

// exchangeAt exchanges lines through one blocking connection.
func (s *stage) exchangeAt(at address) (sample, error) {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	c := os.NewFile(uintptr(fd), "client")
	defer c.Close()
	err = errors.Join(
		unix.SetsockoptInt(fd, unix.IPPROTO_TCP, unix.TCP_NODELAY, 1),
		connect(fd, &unix.SockaddrInet4{Port: at.number(), Addr: [4]byte{127, 0, 0, 1}}),
	)
	if err != nil {
		return nil, err
	}
	return s.exchange(c, c)
}

const socatDatagrams = "socat UDP-RECVFROM fork"

// relayDatagrams floods a relay with datagrams from one sender, and counts those that arrive behind it.
func (l *lab) relayDatagrams() row {
	once := (*stage).relayDatagrams
	return row{
		work: "relay, datagrams of 64 bytes", metrics: []metric{messages, dropped, cpu},
		subject: l.between("sock", l.sockRelay(), "udp", "udp", once),
		peers: []contender{l.between(socatDatagrams, func(from, to address) []string {
			return []string{"socat", "-u", "UDP-RECVFROM:" + from.port + ",bind=" + host + ",fork", "UDP-SENDTO:" + to.String()}
		}, "udp", "udp", once)},
		goals: []goal{{peer: socatDatagrams, metric: messages, least: 20}},
	}
}

func (s *stage) relayDatagrams(b between) (sample, error) {
	behind, port, err := receiver()
	if err != nil {
		return nil, err
	}
	defer unix.Close(behind)
	at, relay, err := s.serverAt(1, "udp", func(p string) []string { return b(address{"udp", p, ""}, address{"udp", fmt.Sprint(port), ""}) })
	if err != nil {
		return nil, err
	}
	fd, err := sender(at)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var over atomic.Bool
	var t tally
	counted := make(chan error, 1)
	go func() { counted <- t.count(behind, &over) }()
	began := time.Now()
	sent := 0
	err = onCore(0, func() (err error) { sent, err = burst(fd, began.Add(s.lab.sizes.receiving)); return err })
	took, used := time.Since(began).Seconds(), relay.soFar()
	over.Store(true)
	if err = errors.Join(err, <-counted); err != nil {
		return nil, err
	}
	return sample{messages: float64(t.datagrams) / took, dropped: max(0, float64(sent-t.datagrams)), cpu: used}, nil
}
