package modes

import (
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
)

// Recv is recvfrom(2) or recvmsg(2): one call, unless more are asked for.
type Recv struct {
	Dial
	Flags  int  // MSG_
	Size   int  // of the buffer
	Count  int  // calls to make
	All    bool // until end-of-file
	Format show.Format
	Keep
}

// Run makes a socket, connects it, receives and closes.
func (c *Recv) Run(env *Env, e addr.Endpoint) error {
	s, err := c.connect(env, e)
	if err != nil {
		return err
	}
	defer s.close(env)
	return c.receive(env, s)
}

// RunBound receives on a datagram socket that is bound and has no peer.
func (c *Recv) RunBound(env *Env, local addr.Endpoint) error {
	l := Listen{Open: c.Open}
	l.Open.Bind = nil
	b, err := l.listener(env, local)
	if err != nil {
		return err
	}
	defer b.close(env)
	env.Tell("bound to %s", b.what)
	b.bound = true
	return c.receive(env, b.socket)
}

// RunOn receives on a socket that exists.
func (c *Recv) RunOn(env *Env, fd int, what string) error {
	return c.receive(env, socket{fd: fd, what: what})
}

func (c *Recv) receive(env *Env, s socket) error {
	if c.Hold != "" {
		return c.holdRight(env, s)
	}
	room := make([]byte, c.Size)
	for i := 0; c.All || i < c.Count; i++ {
		p, call, err := c.once(env, s, room)
		if err != nil {
			return quiet(err)
		}
		if p.EOF && c.Format != show.JSON {
			return c.end()
		}
		if err := c.show(env, s, p, call); err != nil {
			return quiet(err)
		}
		if p.EOF {
			return c.end()
		}
	}
	return nil
}

// end is the status of an end-of-file: what --all waits for, and what nobody else wants.
func (c *Recv) end() error {
	if c.All {
		return nil
	}
	return fail.EOF{}
}

// once makes the call, after a poll if it must not wait for ever.
func (c *Recv) once(env *Env, s socket, room []byte) (p pump.Piece, call string, err error) {
	if c.Timeout > 0 || s.ours() && c.Nonblock {
		if err := c.wait(env, s); err != nil {
			return p, "", err
		}
	}
	for {
		p, call, err = c.call(env, s, room)
		if !fail.Is(err, unix.EAGAIN) || !s.ours() || c.Flags&unix.MSG_DONTWAIT != 0 {
			break
		}
		if err := c.wait(env, s); err != nil {
			return p, "", err
		}
	}
	if err != nil {
		return p, call, fail.At("recv", s.what, err)
	}
	p.Data = room[:min(p.Len, len(room))]
	if err := c.discarded(env, s, &p); err != nil {
		return p, call, err
	}
	return p, call, c.detectEOF(env, s, &p)
}

func (c *Recv) wait(env *Env, s socket) error {
	var limit time.Time
	if c.Timeout > 0 {
		limit = time.Now().Add(c.Timeout)
	}
	events := int16(unix.POLLIN)
	if c.Flags&unix.MSG_OOB != 0 {
		events = unix.POLLPRI
	}
	ready, err := env.await(s.fd, events, limit)
	if err == nil && ready == 0 {
		err = &fail.Call{Name: "recv", What: s.what, Err: unix.ETIMEDOUT, Why: "nothing came within " + c.Timeout.String()}
	}
	return err
}

// call uses recvfrom(2) where it tells all that is wanted: on a stream of ours, and on our datagram
// sockets, where MSG_TRUNC makes it tell a message's true length. Else recvmsg(2), which also
// tells of a cut message on a socket we know nothing of.
func (c *Recv) call(env *Env, s socket, room []byte) (p pump.Piece, call string, err error) {
	switch {
	case c.Format != show.Raw || !s.ours():
		p.Len, p.From, p.Flags, err = env.Door.Recvmsg(s.fd, room, c.Flags)
		return p, "recvmsg", err
	case s.keepsBorders():
		p.Len, p.From, err = env.Door.Recvfrom(s.fd, room, c.Flags|unix.MSG_TRUNC)
		return p, "recvfrom", err
	}
	p.Len, err = env.Door.Recv(s.fd, room, c.Flags)
	return p, "recvfrom", err
}

// discarded: MSG_TRUNC on TCP throws the bytes away and leaves the buffer alone.
func (c *Recv) discarded(env *Env, s socket, p *pump.Piece) error {
	if c.Flags&unix.MSG_TRUNC == 0 || p.Len == 0 {
		return nil
	}
	protocol, err := env.Door.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	if err != nil {
		return fail.At("getsockopt", "SO_PROTOCOL", err)
	}
	if protocol == unix.IPPROTO_TCP || protocol == unix.IPPROTO_MPTCP {
		p.Data = nil
	}
	return nil
}

// detectEOF tells an end-of-file from an empty message: only datagrams can be empty. Asked of
// a socket that we know nothing of, the kernel tells its type.
func (c *Recv) detectEOF(env *Env, s socket, p *pump.Piece) error {
	if p.Len > 0 || c.Size == 0 {
		return nil
	}
	typ := s.kind.Type
	if !s.ours() {
		var err error
		if typ, err = env.Door.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
			return fail.At("getsockopt", "SO_TYPE", err)
		}
	}
	p.EOF = typ == unix.SOCK_STREAM || typ == unix.SOCK_SEQPACKET
	return nil
}

func (c *Recv) show(env *Env, s socket, p pump.Piece, call string) error {
	r := record(env, p, call)
	if r.From == "" && s.ours() && !s.bound {
		r.From = s.what
	}
	switch {
	case p.Len > len(p.Data) && p.Data != nil:
		env.Warn("recv %s: message cut: %d of %d bytes (a larger --size takes it whole)", s.what, len(p.Data), p.Len)
	case p.Flags&unix.MSG_TRUNC != 0:
		env.Warn("recv %s: message cut at %d bytes (--trunc tells its true length, a larger --size takes it whole)",
			s.what, len(p.Data))
	}
	if p.Data == nil && p.Len > 0 {
		env.Warn("recv %s: %s discarded (MSG_TRUNC on TCP)", s.what, byteCount(p.Len))
	}
	return env.output(c.Format.Append(nil, r))
}

func byteCount(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}
