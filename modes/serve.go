package modes

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// A server is a listener with all its connections in one loop: what they send goes to
// standard output as it comes, what standard input brings goes to whoever spoke last.
type server struct {
	env      *Env
	listen   *Listen
	listener socket
	loop     *pump.Loop
	input    *pump.Lane // from standard input, nil if there is none
	conns    []*client
	last     *client // who spoke last
	ended    bool    // standard input has
}

// A client is one connection and the lane from it.
type client struct {
	socket
	*pump.Stream
	recv *pump.Lane
	over bool // it has said all it will
}

func (l *Listen) serveAll(env *Env, listener socket, start time.Time) error {
	v := &server{env: env, listen: l, listener: listener}
	v.loop = &pump.Loop{
		Door: env.Door, Idle: l.Idle, Ended: v.done,
		Watch: []pump.Watch{{FD: listener.fd, Ready: v.accept}},
	}
	if l.Deadline > 0 {
		v.loop.Deadline = start.Add(l.Deadline)
	}
	if !l.RecvOnly {
		v.input = &pump.Lane{
			From: &pump.File{Door: env.Door, Fd: env.In}, To: v, Size: laneSize, Unwatched: true,
			Reading: [2]string{"read", "standard input"}, Writing: [2]string{"send", listener.what},
		}
		v.loop.Lanes = append(v.loop.Lanes, v.input)
	}
	defer func() {
		for _, c := range v.conns {
			c.close(env)
		}
	}()
	return v.loop.Run()
}

// accept takes one connection. A client that has left meanwhile is nobody's error.
func (v *server) accept() error {
	s, err := accept(v.env, v.listener)
	if fail.Is(err, unix.EAGAIN, unix.ECONNABORTED, unix.EINTR) {
		return nil
	}
	if err != nil {
		return err
	}
	c := &client{socket: s, Stream: &pump.Stream{Door: v.env.Door, Fd: s.fd}}
	c.recv = v.listen.receiver(v.env, s, heard{c, v}, true)
	c.recv.Apart = true
	v.conns = append(v.conns, c)
	v.loop.Lanes = append(v.loop.Lanes, c.recv)
	if v.ended {
		return v.finish(c)
	}
	return nil
}

// heard notes who spoke last.
type heard struct {
	*client
	server *server
}

// Receive receives from the client.
func (h heard) Receive(room []byte) (pump.Piece, error) {
	if old := h.server.last; old != h.client {
		h.server.last = h.client
		if old != nil && old.over {
			h.server.drop(old)
		}
	}
	return h.client.Receive(room)
}

// FD returns the descriptor of who spoke last.
func (v *server) FD() int { return v.last.Fd }

// Eager reports true: the clients are streams.
func (v *server) Eager() bool { return true }

// Open reports whether there is somebody to answer.
func (v *server) Open() bool { return v.last != nil }

// Send answers who spoke last. That one client takes no more ends only what was for it.
func (v *server) Send(b []byte) (int, error) {
	n, err := v.last.Send(b)
	if err != nil && err != unix.EAGAIN {
		v.env.Warn("%v", fail.At("send", v.last.what, err))
		return len(b), nil
	}
	return n, err
}

// Hangup is no news: the lane from the client tells it.
func (v *server) Hangup() error { return nil }

// Finish passes the end of standard input on to every client, those to come included.
func (v *server) Finish() error {
	v.ended = true
	for _, c := range slices.Clone(v.conns) {
		if err := v.finish(c); err != nil {
			v.env.Warn("%v", fail.At("shutdown", c.what, err))
		}
		if c.over {
			v.drop(c)
		}
	}
	return nil
}

func (v *server) finish(c *client) error {
	if v.listen.EOF == EOFKeep {
		return nil
	}
	return c.Finish()
}

// done is told of every lane's end. A client that has said all may still wait for
// an answer: the one who spoke last stays until another speaks or standard input ends.
func (v *server) done(l *pump.Lane) {
	if l == v.input {
		if v.listen.EOF == EOFQuit {
			v.loop.Stop()
		}
		return
	}
	v.loop.Remove(l)
	i := slices.IndexFunc(v.conns, func(c *client) bool { return c.recv == l })
	c := v.conns[i]
	c.over = true
	if l.Err() != nil {
		v.env.Warn("%v", l.Err())
	}
	if l.Err() != nil || v.input == nil || v.ended || v.last != c {
		v.drop(c)
	}
}

// drop closes a connection.
func (v *server) drop(c *client) {
	c.close(v.env)
	v.conns = slices.DeleteFunc(v.conns, func(x *client) bool { return x == c })
	if v.last != c {
		return
	}
	v.last = nil
	if v.input != nil {
		v.input.Drop()
	}
}
