package modes

import (
	"cmp"
	"errors"
	"regexp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/internal/xlat"
)

// Recv is recvfrom(2) or recvmsg(2): one call, unless more are asked for.
type Recv struct {
	socket.Spec
	dial.Limits
	Syscall   string         // recvfrom, recvmsg or read; "" leaves the choice to call
	Flags     int            // MSG_
	Size      int            // of the buffer
	IOV       []int          // of several buffers, which together have that size; nil for one
	Count     int            // calls to make
	All       bool           // until end-of-file
	Match     *regexp.Regexp // until this is in a message, or in a stream
	Control   int            // room for control data; RoomAsNeeded for what may come
	Format    show.Format
	Delimit   show.Delimit // raw output
	Column    bool         // raw output has the sender's address and a tab before each message
	RawColumn bool         // the messages as they are, not as text without control characters
	OOBMark   bool         // tell whether the mark of urgent data is before it
	handover.Rights
	NoCloexec bool // no MSG_CMSG_CLOEXEC that was not asked for
	FDFlags   bool // print the flags of received descriptors, in raw output instead of the message

	some  bool         // answers, of which fewer than Count are no failure
	timeo env.Deadline // of the call that is made, by SO_RCVTIMEO
	got   int          // how often something was received
}

// textMost is how many times as much memory as a message its text takes.
const textMost = 8

// RoomAsNeeded leaves the room for control data to sock.
const RoomAsNeeded = -1

// controlRoom holds the most that one message brings: 253 descriptors, and an item of everything else.
const controlRoom = 4096

// Run makes a socket, connects it, receives and closes.
func (c *Recv) Run(env *env.Env, e addr.Endpoint) error {
	d := dial.Dialer{Spec: &c.Spec, Limits: &c.Limits}
	s, err := d.Connect(env, e)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.receive(env, s)
}

// RunBound receives on a datagram socket that is bound and has no peer.
func (c *Recv) RunBound(env *env.Env, local addr.Endpoint) error {
	open := c.Spec
	open.Bind = nil
	env.LookUpUntil(c.LookUp())
	b, err := open.Listen(env, local, socket.Listening{}, c.Nonblock)
	if err != nil {
		return err
	}
	defer b.Close(env)
	env.Tell("bound to %s", b.What)
	b.Unconnected = true
	return c.receive(env, b)
}

// RunOn receives on a socket that exists.
func (c *Recv) RunOn(env *env.Env, fd int, what string) error {
	s := &socket.Socket{FD: fd, What: what}
	if len(c.Want) > 0 {
		kind, err := socket.KindOf(env, fd)
		if err != nil {
			return err
		}
		if err := c.TurnOn(env, &socket.Socket{FD: fd, What: what, Kind: kind}); err != nil {
			return err
		}
	}
	return c.receive(env, s)
}

func (c *Recv) receive(env *env.Env, s *socket.Socket) error {
	if c.Match != nil {
		return c.untilMatch(env, s)
	}
	room, err := c.buffer(s)
	if err != nil {
		return err
	}
	limit := c.Until()
	for i := 0; c.All || i < c.Count; i++ {
		_, err := c.next(env, s, room, limit)
		var end fail.EOF
		switch {
		case errors.As(err, &end) && (c.All && !c.some || c.some && i > 0):
			return nil
		case c.some && !c.All && i > 0 && fail.Is(err, unix.ETIMEDOUT):
			return nil
		case err != nil:
			return fail.Quiet(err)
		}
	}
	return nil
}

// buffer makes room for one call, control data included. Its error is ENOMEM.
func (c *Recv) buffer(s *socket.Socket) ([]byte, error) {
	room, err := sys.Buffer(c.Size)
	if err == nil {
		err = sys.Room(c.room())
	}
	return room, fail.WithHint(fail.At(c.name(), s.What, err), "a smaller --size, --iov or --control-size takes less memory")
}

// next receives and shows once. An end-of-file is an error, after what came with it is shown.
func (c *Recv) next(env *env.Env, s *socket.Socket, room []byte, limit time.Time) ([]byte, error) {
	p, call, err := c.once(env, s, room, limit)
	if err != nil {
		return nil, err
	}
	if !p.EOF || c.Format == show.JSON || len(p.Ctl) > 0 {
		err = c.take(env, s, p, call)
	}
	err = cmp.Or(err, p.Then)
	switch {
	case err == nil && p.EOF:
		err = fail.EOF{}
	case err == nil:
		c.got++
	}
	return p.Data, err
}

// take shows a message and hands on what descriptors came with it.
func (c *Recv) take(env *env.Env, s *socket.Socket, p pump.Piece, call string) error {
	fds := received(p.Ctl)
	defer func() {
		for _, fd := range fds {
			_ = env.Door.Close(fd)
		}
	}()
	if err := c.show(env, s, p, call); err != nil {
		return err
	}
	if c.Rights.Wanted() && c.lost(p) {
		return fail.WithHint(fail.At(c.name(), s.What, unix.EMFILE), "nothing is kept; raise the limit of descriptors with ulimit -n")
	}
	return c.Rights.Hand(env, s.What, fds)
}

// lost reports whether no number was left for descriptors of the message.
func (c *Recv) lost(p pump.Piece) bool { return sys.LostRights(p.Flags, len(p.Ctl), c.room()) }

func (c *Recv) show(env *env.Env, s *socket.Socket, p pump.Piece, call string) error {
	if c.Format != show.Raw || c.Column {
		if err := sys.Room(textMost * len(p.Data)); err != nil {
			return fail.At(c.name(), s.What, err)
		}
	}
	r := record(env, p, call)
	if r.From == "" && s.Own() && !s.Unconnected {
		r.From = s.What
	}
	if c.Flags&unix.MSG_CMSG_CLOEXEC == 0 {
		r.Flags &^= unix.MSG_CMSG_CLOEXEC // which the kernel only echoes: we have asked for it
	}
	r.Marks = c.OOBMark
	c.warn(env, s, p)
	switch {
	case c.FDFlags && c.Format == show.Raw:
		return c.showFlags(env, s, p)
	case c.FDFlags:
		if err := addFlags(env, r.Control); err != nil {
			return err
		}
	}
	if c.Format == show.Raw {
		if len(r.Control) > 0 && (!c.Rights.Wanted() || env.Verbose) {
			env.Warn(c.name()+" %s: %s", show.OrDash(r.From), show.ControlText(r.Control))
		}
		if r.EOF {
			return nil
		}
		return env.Output(c.raw(r))
	}
	return env.Output(c.Format.Append(nil, r))
}

// raw is the payload, with what keeps it apart from others.
func (c *Recv) raw(r show.Record) []byte {
	var out []byte
	if c.Column {
		out = append(out, show.OrDash(r.From)+"\t"...)
	}
	if c.Column && !c.RawColumn {
		return c.Delimit.Append(out, xlat.Escape(r.Data))
	}
	return c.Delimit.Append(out, r.Data)
}

// warn tells what of a message did not fit.
func (c *Recv) warn(env *env.Env, s *socket.Socket, p pump.Piece) {
	switch {
	case p.Data == nil && p.Len > 0:
		env.Warn(c.name()+" %s: %s discarded (MSG_TRUNC on TCP)", s.What, show.ByteCount(p.Len))
	case p.Len > len(p.Data):
		env.Warn(c.name()+" %s: message cut: %d of %d bytes (a larger --size takes it whole)", s.What, len(p.Data), p.Len)
	case p.Flags&unix.MSG_TRUNC != 0:
		env.Warn(c.name()+" %s: message cut at %d bytes (--trunc tells its true length, a larger --size takes it whole)",
			s.What, len(p.Data))
	}
	if p.Mark && c.Format == show.Raw {
		env.Warn(c.name()+" %s: at the mark of urgent data", s.What)
	}
	switch {
	case p.Flags&unix.MSG_CTRUNC == 0:
	case c.room() == 0:
		env.Warn(c.name()+" %s: control data came and is lost (--want, --format text or --control-size take it)", s.What)
	case c.lost(p):
		env.Warn(c.name()+" %s: descriptors came and are lost: the process may not have more (ulimit -n raises the limit)", s.What)
	default:
		env.Warn(c.name()+" %s: control data cut (a larger --control-size takes it whole)", s.What)
	}
}

// AfterSend makes it the receiver of answers: messages, which may be fewer than asked for when the time for all of them is
// up, or a stream to its end.
func (c *Recv) AfterSend(timeout env.Wait) { c.Timeout, c.some = timeout, true }

// answers receives what AfterSend has said.
func (c *Recv) answers(env *env.Env, s *socket.Socket) error {
	typ, err := s.Kind.Type, error(nil)
	if !s.Own() && c.Match == nil {
		if typ, err = env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
			return fail.At("getsockopt", "SO_TYPE", err)
		}
	}
	c.All = typ == unix.SOCK_STREAM
	return c.receive(env, s)
}
