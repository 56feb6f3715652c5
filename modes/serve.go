package modes

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/serve"
)

// A server is a listener with all its connections in one loop: what they send goes to
// standard output as it comes, what standard input brings goes to whoever spoke last.
type server struct {
	env      *Env
	listen   *Listen
	listener socket
	loop     *pump.Loop
	acceptor *serve.Acceptor
	input    *pump.Lane // from standard input, nil if there is none
	conns    []*client
	hears    func()  // told that payload comes, if not nil
	last     *client // who spoke last
	to       *client // who is being answered: what was begun for one goes on to that one
	rest     int     // how much of that answer is left
	gone     moved   // by clients that have left
	ended    bool    // standard input has
}

// A client is one connection and the lane from it.
type client struct {
	socket
	pump.Socket
	recv  *pump.Lane
	index int  // in conns
	over  bool // it has said all it will
}

func (l *Listen) serveAll(env *Env, listener socket, start time.Time) error {
	v := &server{env: env, listen: l, listener: listener, acceptor: l.acceptor(env, listener)}
	v.loop = v.acceptor.Loop
	v.loop.Idle, v.loop.Deadline, v.loop.Ended = l.idle(), l.deadline(start), v.done
	v.acceptor.Serve, v.acceptor.Free = v.receive, v.free
	v.acceptor.Start()
	v.loop.AddWatch(&pump.Watch{FD: env.Out, Ready: v.unread})
	if !l.RecvOnly {
		v.input = l.sender(env, listener, v)
		v.input.Unwatched = true
		v.loop.Lanes = append(v.loop.Lanes, v.input)
	}
	defer func() {
		for _, c := range v.conns {
			c.close(env)
		}
	}()
	m := &meter{env: env, cat: &l.Cat, loop: v.loop, moved: v.moved, owes: true}
	v.hears = m.hears()
	return m.run(socket{fd: -1}, func(err error) error { return err })
}

// moved is what was moved so far, to and from all.
func (v *server) moved() moved {
	m := v.gone
	if v.input != nil {
		m.sent = v.input.Sent
	}
	for _, c := range v.conns {
		m.received += c.recv.Received
	}
	return m
}

// unread ends the loop when nobody reads standard output any more.
func (v *server) unread() error {
	v.loop.Stop()
	return nil
}

// receive begins to serve a connection.
func (v *server) receive(fd int, peer addr.Sockaddr) error {
	s, err := v.listen.accepted(v.env, v.listener, fd, peer)
	if err != nil {
		return err
	}
	v.listen.restrain(v.env, s, v.acceptor.Crowded())
	c := &client{socket: s, Socket: v.listen.ends(v.env, s)}
	c.recv = v.listen.receiver(v.env, s, c.Socket, true)
	c.recv.Apart, c.recv.Unwatched = true, true
	c.recv.Heard = func() { v.heard(c) }
	c.recv.Ended = func() { v.left(c) }
	c.index = len(v.conns)
	v.conns = append(v.conns, c)
	v.loop.Add(c.recv)
	if v.ended {
		v.finish(c)
	}
	return nil
}

// unsentMost is how many bytes the kernel takes for a client of a crowd while the client takes none. TCP would take up to
// net.ipv4.tcp_wmem, 4 MiB: of 2000 clients that never read that is all the memory it has, and none is left for others.
// With less than twice what is sent at once, a client that does read is sent to in pieces.
const unsentMost = 2 * laneSize

// restrain bounds what may wait for a client that does not read, if there is a crowd.
func (l *Listen) restrain(env *Env, s socket, crowded bool) {
	if crowded && isInet(s.kind.Family) && !l.sets("TCP_NOTSENT_LOWAT") {
		_ = env.Door.SetsockoptInt(s.fd, unix.IPPROTO_TCP, unix.TCP_NOTSENT_LOWAT, unsentMost) // MPTCP has it since Linux 6.9
	}
}

// heard notes who spoke last. An end alone is no word.
func (v *server) heard(c *client) {
	if v.gone.first.IsZero() {
		v.gone.first = c.recv.First
	}
	if v.hears != nil {
		v.hears()
	}
	old := v.last
	v.last = c
	v.release(old)
}

// FD returns the descriptor of who is answered. There may be nobody: poll(2) passes over -1.
func (v *server) FD() int {
	switch {
	case v.rest > 0:
		return v.to.fd
	case v.last != nil:
		return v.last.fd
	}
	return -1
}

// Eager reports true: the clients are sockets.
func (v *server) Eager() bool { return true }

// Open reports whether there is somebody to answer.
func (v *server) Open() bool { return v.last != nil }

// Send answers who spoke last. That one client takes no more ends only what was for it.
func (v *server) Send(b []byte) (int, error) {
	if v.rest == 0 {
		v.to, v.rest = v.last, len(b)
	}
	n, err := v.to.Send(b)
	switch {
	case fail.Is(err, unix.EAGAIN):
		return 0, err
	case err != nil:
		v.env.Warn("%v", fail.At("send", v.to.what, err))
		v.forget(v.to)
		n = len(b)
	default:
		v.rest -= n
	}
	v.release(v.to)
	return n, nil
}

// Hangup is no news: the lane from the client tells it.
func (v *server) Hangup() error { return nil }

// Finish passes the end of standard input on to every client, those to come included.
func (v *server) Finish() error {
	v.ended = true
	for _, c := range slices.Backward(v.conns) { // from the end: who is released gives the place to the last
		v.finish(c)
		v.release(c)
	}
	return nil
}

// finish passes the end of standard input on to one client.
func (v *server) finish(c *client) {
	if err := c.Finish(); err != nil {
		v.env.Warn("%v", fail.At("shutdown", c.what, err))
	}
}

// done is told that standard input has ended.
func (v *server) done(*pump.Lane) {
	switch {
	case v.listen.EOF == EOFQuit:
		v.loop.Stop()
	case v.listen.Linger.Limited():
		v.loop.StopAt(v.listen.Linger.From(time.Now()))
	}
}

// left is told of a client that has said all. If it was standard output that failed, all is over anyway.
func (v *server) left(c *client) {
	if !c.recv.Apart {
		return
	}
	c.over = true
	if err := c.recv.Err(); err != nil {
		v.env.Warn("%v", err)
		v.forget(c)
	}
	v.release(c)
}

// release closes the connection of a client that has said all, unless it is still to be answered: who spoke last
// stays until another speaks or standard input ends.
func (v *server) release(c *client) {
	waits := v.last == c && v.input != nil && !v.ended || v.to == c && v.rest > 0
	if c == nil || !c.over || waits {
		return
	}
	v.gone.received += c.recv.Received
	v.loop.Forget(c.fd)
	c.close(v.env)
	v.acceptor.Left()
	end := len(v.conns) - 1
	v.conns[c.index] = v.conns[end]
	v.conns[c.index].index = c.index
	v.conns = v.conns[:end]
	if v.last == c {
		v.last = nil
	}
}

// free releases a client that has ended and is open only for an answer: a new client may be the next to be answered.
func (v *server) free() bool {
	c := v.last
	if c == nil || !c.over || v.to == c && v.rest > 0 {
		return false
	}
	v.last = nil
	v.release(c)
	return true
}

// forget gives up answering a client.
func (v *server) forget(c *client) {
	if v.last == c {
		v.last = nil
	}
	if v.to == c && v.rest > 0 {
		v.rest = 0
		v.input.Drop()
	}
}
