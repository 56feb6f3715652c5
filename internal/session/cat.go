// Package session joins two ends: standard input and output with a socket, to the end of both directions.
package session

import (
	"cmp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/message"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
)

// A conversation is the two lanes between standard input and output and one socket.
type conversation struct {
	env  *env.Env
	cat  *Cat
	s    *socket.Socket
	loop *pump.Pump
	send *pump.Lane
	recv *pump.Lane

	lost  error     // what was lost when the peer ended
	until time.Time // when --linger expires; zero: never, or not yet known
}

// limit holds one lane to the rate; nil is none.
func (c *Cat) limit() pump.Limit {
	if c.Rate == 0 {
		return nil
	}
	return pump.NewRate(c.Rate)
}

// DeadlineFrom is when the whole command must have ended; zero is never.
func (c *Cat) DeadlineFrom(start time.Time) time.Time { return c.Deadline.From(start) }

// Whole is DeadlineFrom, with what its error says.
func (c *Cat) Whole(start time.Time) env.Deadline {
	return env.Deadline{At: c.DeadlineFrom(start), Why: loop.DeadlineOver}
}

// IdleMost is how long nothing may move; 0 is without limit.
func (c *Cat) IdleMost() time.Duration { return c.Idle.OrNever() }

// Run joins s with standard input and output until both directions are done. A datagram socket
// that is only bound receives from every sender and answers the latest.
func (c *Cat) Run(env *env.Env, s *socket.Socket, start time.Time) error {
	v := &conversation{env: env, cat: c, s: s}
	v.loop = pump.New(env.Door)
	v.loop.Idle, v.loop.Deadline, v.loop.Ended = c.IdleMost(), c.DeadlineFrom(start), v.ended
	v.lanes(c.Ends(env, s))
	m := &Meter{Env: env, Cat: c, Pump: v.loop, Moved: v.moved}
	if !c.SendOnly && v.recv.OnReceive == nil {
		v.recv.OnReceive = m.Clears()
	}
	return m.Run(s, func(err error) error { return v.result(m, err) })
}

// result turns the result of the loop into that of the command.
func (v *conversation) result(m *Meter, err error) error {
	if err == nil {
		err = v.lost
	}
	if v.send != nil && (v.send.Refused() || v.lost != nil) && !v.s.Shared {
		v.s.Abort(v.env)
	}
	switch {
	case v.cat.Drain && err == nil:
		return v.s.Drained(v.env, v.limit(), m.Halted)
	case v.cat.Drain:
		return v.s.Undelivered(v.env, err)
	case err == nil && (v.cat.SendOnly || v.cat.EOF == EOFQuit || v.leaves()):
		return v.s.Delivered(v.env, v.loop.Deadline, m.Halted)
	case err == nil && (v.lingered() || v.mayBeRefused()):
		return v.s.Delivered(v.env, v.limit(), m.Halted)
	}
	return err
}

// leaves reports whether the command does not wait for the peer: --linger 0.
func (v *conversation) leaves() bool { return v.lingered() && v.cat.Linger.Most() == 0 }

// lingered reports whether --linger has ended the loop.
func (v *conversation) lingered() bool { return !v.until.IsZero() && !time.Now().Before(v.until) }

// mayBeRefused reports whether the peer may have closed before it had everything: its end was received, and something was sent.
func (v *conversation) mayBeRefused() bool {
	return v.cat.EOF != EOFKeep && v.send != nil && v.send.Sent > 0 && v.send.Done() && v.recv != nil && v.recv.Done()
}

// limit is when --deadline or --linger ends a wait for the peer; zero is never.
func (v *conversation) limit() time.Time {
	return env.Deadline{At: v.loop.Deadline}.Or(env.Deadline{At: v.until}).At
}

// moved is what the conversation has moved so far.
func (v *conversation) moved() (m Moved) {
	if v.send != nil {
		m.Sent = v.send.Sent
	}
	if v.recv != nil {
		m.Received, m.First = v.recv.Received, v.recv.First
	}
	return m
}

// Ends returns the socket as a lane sees it.
func (c *Cat) Ends(env *env.Env, s *socket.Socket) pump.Socket {
	keep := c.EOF == EOFKeep
	if !s.KeepsBoundaries() {
		return &pump.Stream{
			Door: env.Door, Fd: s.FD, Keep: keep, Own: !s.Shared, TCP: s.IsTCP(), Unix: s.IsUnix(), Chosen: s.Chosen, Urgent: c.urgent(env, s),
		}
	}
	return &pump.Messages{
		Door: env.Door, Fd: s.FD, What: s.What, Flags: c.Format != show.Raw,
		Seqpacket: s.Kind.Type == unix.SOCK_SEQPACKET, Keep: keep, Answer: s.Unconnected, Lock: s.Lock, Admits: s.Admits,
		UDP: s.IsUDP(), Own: !s.Shared, Chosen: s.Chosen,
		Control: c.controlRoom(), Unix: s.IsUnix(),
		Lost: func(err error) { env.Warn("%v", err) },
	}
}

func (v *conversation) lanes(ends pump.Socket) {
	if !v.cat.RecvOnly {
		v.send = v.cat.Sender(v.env, v.s, ends)
		v.loop.Lanes = append(v.loop.Lanes, v.send)
	}
	if !v.cat.SendOnly {
		v.recv = v.cat.Receiver(v.env, v.s, ends, false)
		v.loop.Lanes = append(v.loop.Lanes, v.recv)
	}
}

// Sender is the lane from standard input to a socket.
func (c *Cat) Sender(env *env.Env, s *socket.Socket, sink pump.Sink) *pump.Lane {
	l := &pump.Lane{
		From: &pump.File{Door: env.Door, Fd: env.In}, To: sink, Size: LaneSize, Limit: c.limit(), Longest: s.Longest(env),
		Reading: [2]string{"read", "standard input"}, Writing: [2]string{"send", s.What},
	}
	if s.KeepsBoundaries() {
		l.Room, l.NoRoom = c.Room.OrNever(), fail.TimedOut("send", s.What, "no room "+c.Room.Within())
	}
	if s.KeepsBoundaries() || c.Framed || c.OOBAt != nil { // the last looks at every byte
		l.Cut, l.Size = c.framing(env), c.Size
	}
	if c.CRLF {
		l.Cut, l.Convert = c.framing(env), pump.CRLF(!s.KeepsBoundaries())
	}
	return l
}

// framing is what the user chose, else a line a message from a terminal, else what one read brings.
func (c *Cat) framing(env *env.Env) *pump.Framing {
	f := c.Framing
	if !c.Framed && show.Terminal(env.In) {
		f = pump.FramingLine()
	}
	return &f
}

// Receiver is the lane from a socket to standard output.
func (c *Cat) Receiver(env *env.Env, s *socket.Socket, source pump.Source, share bool) *pump.Lane {
	l := &pump.Lane{
		From: source, To: stdout(env, share), Size: LaneSize, Urgent: c.OOBMark, Limit: c.limit(),
		Reading: [2]string{"recv", s.What}, Writing: [2]string{"write", "standard output"},
	}
	if s.KeepsBoundaries() {
		l.Size = max(c.Size, LargestMessage)
		l.Join = s.Kind.Type == unix.SOCK_DGRAM && c.Format == show.Raw && c.Delimit == show.DelimitNone && outputJoins(env)
	}
	if s.KeepsBoundaries() || c.Format != show.Raw {
		l.Shape = c.shape(env, s)
	}
	l.Lines = share && l.Shape == nil && !env.Door.IsNull(env.Out)
	return l
}

// outputJoins reports whether every reader of standard output sees two writes and one of both as the same. In a pipe a
// message that is written alone stays whole beside those of others.
func outputJoins(e *env.Env) bool {
	return e.Door.FileType(e.Out) == unix.S_IFREG || e.Door.IsNull(e.Out)
}

// stdout returns standard output as a lane's sink.
func stdout(e *env.Env, share bool) pump.Sink {
	if e.Door.FileType(e.Out) == unix.S_IFCHR {
		e.OwnTerminal()
	}
	return output(e, e.Out, share)
}

// shape formats what is received, and reports messages that were truncated.
func (c *Cat) shape(env *env.Env, s *socket.Socket) func(pump.Piece) []byte {
	var out []byte
	var seen senders
	return func(p pump.Piece) []byte {
		r := message.Record(env, p, "recvfrom")
		switch {
		case p.From == nil && !s.Kind.Connectionless():
			r.From = s.Peer()
		case c.Format != show.Raw:
			r.Call = "recvmsg"
		}
		if env.Verbose && r.From != "" && seen.add(r.From) {
			env.Tell("datagrams from %s", r.From)
		}
		if p.Len > len(p.Data) {
			env.Warn("recv %s: message cut: %d of %d bytes (a larger --size takes it whole)", cmp.Or(r.From, s.What), len(p.Data), p.Len)
		}
		r.Marks = c.OOBMark
		out = c.append(out[:0], r)
		for _, fd := range message.Descriptors(p.Ctl) {
			_ = env.Door.Close(fd) // they are only described; sock recv hands them on
		}
		return out
	}
}

// controlRoom is room for control data, if any is asked for.
func (c *Cat) controlRoom() int {
	if !c.Wants {
		return 0
	}
	return message.ControlRoom
}

// append formats a record. What is no message has no borders.
func (c *Cat) append(out []byte, r show.Record) []byte {
	if c.Format == show.Raw && !r.EOF {
		return c.Delimit.Append(out, r.Data)
	}
	return c.Format.Append(out, r)
}

// urgent is what is to be done with urgent data, nil for nothing.
func (c *Cat) urgent(env *env.Env, s *socket.Socket) *pump.Urgent {
	if !c.OOBMark && c.OOBAt == nil {
		return nil
	}
	u := &pump.Urgent{Mark: c.OOBMark, At: -1}
	if c.OOBAt != nil {
		u.At = *c.OOBAt
	}
	u.Missed = func(sent int64) {
		env.Warn("send %s: no urgent byte: standard input ended after %s, --oob-at is %d", s.What, show.ByteCount(int(sent)), u.At)
	}
	return u
}

// ended applies the rules for the end of each direction.
func (v *conversation) ended(l *pump.Lane) {
	if l == v.send {
		v.until = v.cat.Linger.From(time.Now())
	}
	switch {
	case l == v.recv && v.send != nil && v.stopsWithPeer():
		v.stopWithPeer()
	case l != v.send || v.recv == nil:
	case v.cat.EOF == EOFQuit:
		v.loop.Stop()
	case v.cat.Linger.Limited():
		v.loop.StopAt(v.until)
	case v.s.Kind.Connectionless():
		v.env.Hint("datagrams have no end-of-file: waiting for more until Ctrl-C (--linger DURATION bounds it)")
	}
}

// stopWithPeer ends the loop. What standard input has brought and the peer has not taken is lost then.
func (v *conversation) stopWithPeer() {
	v.loop.Stop()
	if n := v.send.Untaken(); n > 0 && v.recv.Complete() {
		v.lost = &fail.Call{
			Name: "send", What: v.s.What, Err: unix.EPIPE, Why: show.ByteCount(n) + " of standard input were not taken before the peer ended",
		}
	}
}

func (v *conversation) stopsWithPeer() bool {
	return v.cat.PeerEOF == PeerQuit || v.cat.PeerEOF == PeerAuto && show.Terminal(v.env.In)
}

// Needs asks for the standard streams that it joins.
func (c *Cat) Needs(env *env.Env) error {
	if !c.RecvOnly {
		if err := env.NeedIn(); err != nil {
			return err
		}
	}
	if !c.SendOnly {
		if err := env.NeedOut(); err != nil {
			return err
		}
	}
	if c.Stats != NoStats || c.Progress == ProgressPlain {
		return env.NeedErr()
	}
	return nil
}
