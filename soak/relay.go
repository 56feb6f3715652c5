package main

import (
	"errors"
	"fmt"
	"net"

	"golang.org/x/sys/unix"
)

// end is an address as an END of relay.
func (f family) end(at string) string {
	switch f.network {
	case "udp", "unixpacket":
		return f.network + ":" + at
	}
	return at
}

// relays are servers that pass everything on to an echo, and relays between two ends of the soak test.
func (l *lab) relays(add func(*server, error) *server) []*kind {
	var all []*kind
	stand := func(f family, to, end string, run func(*talk, *server) error, flags ...string) {
		p := post{name: "relay, " + f.name + " to " + to, relay: append(flags, end), family: f}
		s := add(l.serve(p, uint64(len(l.servers))))
		if f != udp {
			s.run = run
		}
		all = append(all, &kind{name: p.name, weight: 3, run: func(t *talk) error { return run(t, s) }})
	}
	echo := func(f family, name string) {
		for _, s := range l.servers {
			if s != nil && s.name == name {
				stand(f, s.family.name, s.family.end(s.at), (*talk).echoed)
			}
		}
	}
	echo(tcp4, "--serve echo, tcp4")
	echo(tcp6, "--serve echo, unix stream")
	echo(unixed, "--serve echo, tcp4")
	echo(seqpacket, "--keep -- cat, seqpacket")
	stand(tcp4, "exec", "exec:cat", (*talk).echoed)
	at, err := echoUDP()
	if err != nil {
		add(nil, err)
		return all
	}
	stand(udp, "udp", udp.end(at), (*talk).echoedGrams, "--idle", "1s")
	for _, f := range [][2]family{{tcp4, tcp4}, {tcp4, unixed}, {unixed, tcp6}, {unixed, unixed}, {seqpacket, seqpacket}} {
		all = append(all, &kind{
			name: "relay --once, " + f[0].name + " to " + f[1].name, weight: 4,
			run: func(t *talk) error { return t.relayed(f[0], f[1]) },
		})
	}
	return all
}

// echoUDP echoes datagrams until the soak test ends. The service of sock limits its answers to a host.
func echoUDP() (string, error) {
	c, err := net.ListenPacket("udp4", udp.at)
	if err != nil {
		return "", err
	}
	go func() {
		buf := make([]byte, 1<<16)
		for {
			n, from, err := c.ReadFrom(buf)
			if err != nil {
				return
			}
			_, _ = c.WriteTo(buf[:n], from)
		}
	}()
	return c.LocalAddr().String(), nil
}

// relayed has a relay for one connection between two ends of the soak test. Each sends a stream of its own; at most one of
// them ends early.
func (t *talk) relayed(from, to family) error {
	there, back := t.any(), t.any()
	client, server := t.manner(from, there, back), t.manner(to, back, there)
	if client.ending != orderly {
		server.ending = orderly
	}
	t.note("the client %s", client)
	t.note("the server %s", server)
	p, near, far, err := t.between(from, to, client.ending != orderly || server.ending != orderly)
	if err != nil {
		return err
	}
	wait := t.stopped(p)
	served := make(chan outcome, 1)
	go func() { served <- server.run(far) }()
	one := client.run(near)
	two := <-served
	wait()
	status, err := p.status()
	t.moved(one)
	t.moved(two)
	t.note("status %d; the client sent %d (%v) and received %d (%v); the server sent %d (%v) and received %d (%v)",
		status, one.sent, one.sending, one.got, one.recv, two.sent, two.sending, two.got, two.recv)
	if err != nil {
		return err
	}
	switch {
	case client.ending != orderly:
		return t.brokenOff(client, one, two, status, p)
	case server.ending != orderly:
		return t.brokenOff(server, two, one, status, p)
	case status != 0:
		return fmt.Errorf("status %d: %s", status, p.stderr.String())
	}
	return errors.Join(one.sending, one.recv, two.sending, two.recv)
}

// between starts a relay, and returns both ends of its connection.
func (t *talk) between(from, to family, small bool) (p *process, near, far wire, err error) {
	h, err := to.listen(to.place(t.lab.dir, t.n, "to"), small)
	if err != nil {
		return nil, nil, nil, err
	}
	at := from.place(t.lab.dir, t.n, "from")
	p, err = t.lab.start(nil, nil, t.lab.sock, "relay", "-v", "--once", "listen:"+from.end(at), to.end(h.Addr().String()))
	if err != nil {
		return nil, nil, nil, err
	}
	address, err := p.waitLine(listening)
	if err != nil {
		return nil, nil, nil, err
	}
	if !from.isUnix() {
		at = address
	}
	if near, err = from.dial(at, t.dice, small); err != nil {
		return nil, nil, nil, err
	}
	far, err = h.accept()
	return p, near, far, err
}

// brokenOff is the verdict if one end has ended early: what the other received must be right as far as it goes, and a reset of TCP
// must not look like an end of file. After the end of file in both directions there is nothing left to reset.
func (t *talk) brokenOff(m *manner, own, other outcome, status int, p *process) error {
	t.expected++
	if errno := unix.Errno(status); errno != 0 && errno != unix.ECONNRESET && errno != unix.EPIPE {
		return fmt.Errorf("status %d: %s", status, p.stderr.String())
	}
	if status == 0 && m.ending == resetting && m.tcp && own.sending != nil {
		return fmt.Errorf("status 0 after a reset: %s", p.stderr.String())
	}
	return onlyWrong(other.sending, other.recv)
}
