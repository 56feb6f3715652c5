package serve

import (
	"cmp"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/socket"
)

// Run serves connections until a limit of time, or a signal, ends it.
func (v *Clients) Run(start time.Time) error {
	v.pump = pump.New(v.Env.Door)
	v.acceptor = NewAcceptor(v.Env, &v.pump.Loop, v.Listener).Obey(v.Admits)
	v.pump.Idle, v.pump.Deadline = v.Cat.IdleMost(), v.Cat.DeadlineFrom(start)
	v.acceptor.Serve, v.acceptor.Free = v.receive, v.free
	v.acceptor.Start()
	if !v.Broker {
		v.pump.AddWatch(&loop.Watch{FD: v.Env.Out, Ready: v.unread})
	}
	v.input = v.feeder()
	if err := v.input.start(); err != nil {
		return err
	}
	defer func() {
		for _, c := range v.conns {
			c.Close(v.Env)
		}
	}()
	m := &session.Meter{Env: v.Env, Cat: v.Cat, Pump: v.pump, Moved: v.moved, Many: true}
	v.onPayload = m.Clears()
	return m.Run(nil, func(err error) error {
		v.deliver(m.Halted)
		return cmp.Or(err, v.failure())
	})
}

// moved is what was moved so far, to and from all.
func (v *Clients) moved() session.Moved {
	m := v.gone
	m.Sent += v.input.sent()
	for _, c := range v.conns {
		m.Received += c.recv.Received
		if c.send != nil {
			m.Sent += c.send.Sent
		}
	}
	return m
}

// unread ends the loop when standard output has lost its last reader.
func (v *Clients) unread() error {
	v.pump.Stop()
	return nil
}

// receive begins to serve a connection.
func (v *Clients) receive(fd int, peer addr.Sockaddr) error {
	s, err := v.Spec.Accepted(v.Env, v.Listener, fd, peer)
	if err != nil {
		return err
	}
	v.acceptor.restrain(v.Env, v.Spec, s)
	c := &client{Socket: s, ends: v.Cat.Ends(v.Env, s)}
	c.recv = v.receiver(c)
	c.recv.Isolated, c.recv.Unwatched = true, true
	c.recv.OnReceive = func() { v.received(c) }
	c.recv.Ended = func() { v.left(c) }
	c.index = len(v.conns)
	v.faults.clients++
	v.conns = append(v.conns, c)
	v.pump.Add(c.recv)
	v.input.join(c)
	return nil
}

// receiver returns the lane from a client.
func (v *Clients) receiver(c *client) *pump.Lane {
	if t, isBroker := v.input.(*toOthers); isBroker {
		return t.listen(c)
	}
	return v.Cat.Receiver(v.Env, c.Socket, c.ends, true)
}

// unsentMost is how many bytes the kernel takes for a client of a crowd while the client takes none. TCP would take up to
// net.ipv4.tcp_wmem, 4 MiB: of 2000 clients that never read that is all the memory it has, and none is left for others.
// With less than twice what is sent at once, a client that does read is sent to in pieces.
const unsentMost = 2 * session.LaneSize

// restrain bounds what may wait for a client that does not read, if there is a crowd.
func (a *Acceptor) restrain(env *env.Env, spec *socket.Spec, s *socket.Socket) {
	if a.Crowded() && s.Kind.IsInet() && !spec.Sets("TCP_NOTSENT_LOWAT") {
		_ = env.Door.SetsockoptInt(s.FD, unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentMost) // MPTCP has it since Linux 6.9
	}
}

// free gives up a client that is open only because standard input may bring something for it.
func (v *Clients) free() bool {
	c := v.input.free()
	if c == nil {
		return false
	}
	v.part(c)
	c.fed = true
	v.release(c)
	return c.closed
}

// failure returns the error of the first client that has failed, nil if none has.
func (v *Clients) failure() error {
	if v.faults.first == nil {
		return nil
	}
	return fmt.Errorf("%d of %d clients failed, the first because of %w", v.faults.failed, v.faults.clients, v.faults.first)
}

// deliver waits until the clients' kernels have what was sent, if the end of standard input has ended sock.
func (v *Clients) deliver(halted func() bool) {
	lingered := !v.until.IsZero() && !time.Now().Before(v.until)
	if v.Cat.EOF != session.EOFQuit && !lingered {
		return
	}
	for _, c := range v.conns {
		if err := c.Delivered(v.Env, v.limit(), halted); err != nil && !c.failed {
			v.report(c, err)
		}
	}
}

// limit is when --deadline or --linger ends the wait for the clients' kernels; zero is never. --linger 0 does not end it.
func (v *Clients) limit() time.Time {
	limit := env.Deadline{At: v.pump.Deadline}
	if v.Cat.Linger.Most() > 0 {
		limit = limit.Or(env.Deadline{At: v.until})
	}
	return limit.At
}
