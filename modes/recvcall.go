package modes

import (
	"cmp"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// once makes the call, after a poll if it must not wait for ever.
func (c *Recv) once(env *env.Env, s *socket.Socket, room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	ready, waits := c.events(), c.Flags&unix.MSG_DONTWAIT == 0
	c.timeo = s.ReceiveBy(time.Now())
	switch {
	case c.Timeout.Most() > 0 && !limit.IsZero() && time.Now().After(limit): // bytes that keep arriving do not outlast it
		err = c.late(s)
	case c.Flags&unix.MSG_ERRQUEUE != 0 && !limit.IsZero() && waits:
		ready = unix.POLLERR
	case !limit.IsZero() || s.Own() && c.Nonblock || c.OOBMark && waits:
		ready, err = c.wait(env, s, limit)
	}
	if err != nil {
		return p, "", err
	}
	switch {
	case c.gathers(env, s, limit):
		p, call, err = c.gather(env, s, room, limit)
	case ready == unix.POLLERR && waits:
		p, call, err = c.pastErrors(env, s, room, limit)
	default:
		p, call, err = c.patiently(env, s, room, limit)
	}
	if err != nil {
		return p, call, err
	}
	p.Data = room[:min(p.Len, len(room))]
	if err := c.discarded(env, s, &p); err != nil {
		return p, call, err
	}
	return p, call, c.detectEOF(env, s, &p)
}

// patiently makes the call again where it does not wait by itself. With a limit it must not: another process may have received
// what poll(2) has reported. What woke the wait for an error queue that is still empty is an error of the socket's own.
func (c *Recv) patiently(env *env.Env, s *socket.Socket, room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	again, flags := c.Flags&unix.MSG_DONTWAIT == 0, c.Flags
	if again && !s.Own() {
		if again = !limit.IsZero(); again {
			flags |= unix.MSG_DONTWAIT
		}
	}
	for waited := false; ; waited = true {
		p, call, err = c.attempt(env, s, room, flags)
		switch {
		case !fail.Is(err, unix.EAGAIN) || !again:
			return p, call, err
		case waited && c.Flags&unix.MSG_ERRQUEUE != 0:
			if own := env.Door.PendingError(s.FD); own != nil {
				err = c.failure(s, own)
			}
			return p, call, err
		}
		if _, err := c.wait(env, s, limit); err != nil {
			return p, "", err
		}
	}
}

// pastErrors receives where poll(2) reports an error at every turn: an error queue that is not empty, or of a socket that has
// hung up one that is. A call that trusts it waits longer than the limit, or not at all.
func (c *Recv) pastErrors(env *env.Env, s *socket.Socket, room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	edge, err := env.Door.NewEdge(s.FD, c.events())
	if err != nil {
		return p, "", fail.At("epoll_create1", "", err)
	}
	defer edge.Close()
	for {
		p, call, err = c.attempt(env, s, room, c.Flags|unix.MSG_DONTWAIT)
		early := fail.Is(err, unix.EAGAIN) || c.Flags&unix.MSG_OOB != 0 && fail.Is(err, unix.EINVAL)
		if early && c.Flags&unix.MSG_ERRQUEUE != 0 {
			if own := env.Door.PendingError(s.FD); own != nil {
				err, early = c.failure(s, own), false
			}
		}
		if !early {
			return p, call, err
		}
		n, err := edge.Await(c.timeo.By(limit))
		if err != nil {
			return p, "", fail.At("epoll_pwait", "", err)
		}
		if n == 0 {
			return p, "", c.late(s)
		}
	}
}

// attempt asks for the mark, if somebody wants to know it, and makes the call.
func (c *Recv) attempt(env *env.Env, s *socket.Socket, room []byte, flags int) (p pump.Piece, call string, err error) {
	mark, err := c.atMark(env, s)
	if err != nil {
		return p, "", err
	}
	p, call, err = c.call(env, s, room, flags)
	p.Mark = mark
	if err != nil {
		err = c.failure(s, err)
	}
	if c.Syscall == "read" {
		err = fail.WithHint(err, unreadable(env, err, Descriptor{s.FD, s.What}))
	}
	return p, call, err
}

// atMark asks where the mark is, if somebody wants to know. What is to be received is there: only then is it known.
func (c *Recv) atMark(env *env.Env, s *socket.Socket) (bool, error) {
	if !c.OOBMark {
		return false, nil
	}
	mark, err := env.Door.AtMark(s.FD)
	return mark != 0, fail.WithHint(fail.At("ioctl", "SIOCATMARK", err), "only a stream has urgent data")
}

func (c *Recv) failure(s *socket.Socket, err error) error {
	err = fail.At(c.name(), s.What, err)
	switch {
	case fail.Is(err, unix.EMSGSIZE) && len(c.IOV) > mostBuffers:
		return fail.WithHint(err, tooManyBuffers)
	case c.Flags&unix.MSG_ERRQUEUE != 0 && fail.Is(err, unix.EAGAIN):
		return fail.WithHint(err, "the error queue is empty: it never waits, -w DURATION does; IP_RECVERR=1 fills it")
	case c.Flags&unix.MSG_OOB != 0 && fail.Is(err, unix.EINVAL):
		return fail.WithHint(err, "there is no urgent byte, or SO_OOBINLINE leaves it among the others")
	}
	return err
}

func (c *Recv) wait(env *env.Env, s *socket.Socket, limit time.Time) (int16, error) {
	ready, err := env.Await(s.FD, c.events(), c.timeo.By(limit))
	if err == nil && ready == 0 {
		err = c.late(s)
	}
	return ready, err
}

func (c *Recv) late(s *socket.Socket) error {
	if c.timeo.Set() && c.timeo.Left() <= 0 {
		return c.timeo.TimedOut(c.name(), s.What)
	}
	return fail.TimedOut(c.name(), s.What, c.missed()+" "+c.Timeout.Within())
}

// missed says what has not been received.
func (c *Recv) missed() string {
	switch {
	case c.got == 0:
		return "nothing came"
	case c.Match != nil:
		return "no match"
	case c.All:
		return "no end of file"
	}
	return fmt.Sprintf("only %d of %d received", c.got, c.Count)
}

// events is what to wait for. Errors, which fill the error queue, are reported unasked.
func (c *Recv) events() int16 {
	switch {
	case c.Flags&unix.MSG_ERRQUEUE != 0:
		return 0
	case c.Flags&unix.MSG_OOB != 0:
		return unix.POLLPRI
	}
	return unix.POLLIN
}

// name is the command as it was typed.
func (c *Recv) name() string { return cmp.Or(c.Syscall, "recv") }

// call makes the system call that was asked for by name. Else it uses recvfrom(2) where it tells all that is wanted: on a stream of ours, and on our datagram
// sockets, where MSG_TRUNC makes it tell a message's true length. Else recvmsg(2), which also
// tells of a cut message on a socket we know nothing of.
func (c *Recv) call(env *env.Env, s *socket.Socket, room []byte, flags int) (p pump.Piece, call string, err error) {
	if s.Own() && s.KeepsBoundaries() {
		flags |= unix.MSG_TRUNC
	}
	switch {
	case c.Syscall == "read":
		p.Len, err = env.Door.Read(s.FD, room)
		return p, "read", err
	case c.Syscall == "recvmsg" || c.Syscall == "" && (c.needsMessage() || !s.Own()):
		m := sys.NewMessage(room, c.room())
		if c.IOV != nil {
			m.Buffers = buffers(room, c.IOV)
		}
		if len(m.Control) > 0 && (!s.Own() || s.IsUnix()) && !c.NoCloexec {
			flags |= unix.MSG_CMSG_CLOEXEC
		}
		p.Len, err = env.Door.Recvmsg(s.FD, m, flags)
		if err == unix.EINVAL && flags&^c.Flags&unix.MSG_CMSG_CLOEXEC != 0 && isPacket(env, s) {
			p.Len, err = env.Door.Recvmsg(s.FD, m, flags&^unix.MSG_CMSG_CLOEXEC)
		}
		p.From, p.Ctl, p.Flags = m.Name, m.Control, m.Flags
		return p, "recvmsg", err
	case s.KeepsBoundaries() || !s.Own():
		p.Len, p.From, err = env.Door.Recvfrom(s.FD, room, flags)
		return p, "recvfrom", err
	}
	p.Len, err = env.Door.Recv(s.FD, room, flags)
	return p, "recvfrom", err
}

// isPacket reports whether the socket is one of packet(7): those refuse flags that mean nothing to them.
func isPacket(e *env.Env, s *socket.Socket) bool {
	family, err := e.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_DOMAIN)
	return err == nil && family == unix.AF_PACKET
}

// mostBuffers is UIO_MAXIOV of the kernel.
const mostBuffers = 1024

const tooManyBuffers = "one call takes no more than 1024 buffers: UIO_MAXIOV"

// buffers cuts b into pieces of these sizes; no sizes at all leave it whole. What is too short for the last ones leaves
// them empty.
func buffers(b []byte, sizes []int) [][]byte {
	if sizes == nil {
		return [][]byte{b}
	}
	list := make([][]byte, len(sizes))
	for i, n := range sizes {
		n = min(n, len(b))
		list[i], b = b[:n:n], b[n:]
	}
	if len(b) > 0 {
		list = append(list, b)
	}
	return list
}

// needsMessage reports whether only recvmsg(2) tells what is asked for.
func (c *Recv) needsMessage() bool {
	return c.Format != show.Raw || c.IOV != nil || len(c.Want) > 0 || c.Control > 0 || c.FDFlags || c.Rights.Wanted() || c.Flags&unix.MSG_ERRQUEUE != 0
}

// room is how much control data there is room for. Raw output has no place for any, unless it is asked for.
func (c *Recv) room() int {
	switch {
	case c.Control != RoomAsNeeded:
		return c.Control
	case c.needsMessage():
		return controlRoom
	}
	return 0
}

// discarded: MSG_TRUNC on TCP throws the bytes away and leaves the buffer alone.
func (c *Recv) discarded(env *env.Env, s *socket.Socket, p *pump.Piece) error {
	if c.Flags&unix.MSG_TRUNC == 0 || p.Len == 0 {
		return nil
	}
	protocol, err := env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_PROTOCOL)
	if err != nil {
		return fail.At("getsockopt", "SO_PROTOCOL", err)
	}
	if protocol == unix.IPPROTO_TCP || protocol == unix.IPPROTO_MPTCP {
		p.Data = nil
	}
	return nil
}

// detectEOF tells an end-of-file from an empty message, which a stream has not, and from what the error queue
// holds. Asked of a socket that we know nothing of, the kernel tells its type.
func (c *Recv) detectEOF(env *env.Env, s *socket.Socket, p *pump.Piece) error {
	if p.Len > 0 || c.Size == 0 || p.Flags&unix.MSG_ERRQUEUE != 0 {
		return nil
	}
	typ := s.Kind.Type
	if !s.Own() {
		var err error
		typ, err = env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_TYPE)
		if p.EOF = c.Syscall == "read" && fail.Is(err, unix.ENOTSOCK); p.EOF {
			return nil
		}
		if err != nil {
			return fail.At("getsockopt", "SO_TYPE", err)
		}
	}
	p.EOF = typ == unix.SOCK_STREAM
	if typ != unix.SOCK_SEQPACKET {
		return nil
	}
	var err error
	p.EOF, err = env.Door.PeerEnded(s.FD)
	return fail.At(c.name(), s.What, err)
}
