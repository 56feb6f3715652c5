package message

import (
	"cmp"
	"fmt"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// pastErrors receives where poll(2) reports an error at every turn: an error queue that is not empty, or of a socket that has
// hung up one that is. A call that trusts it waits longer than the limit, or not at all.
func (r *Receiver) pastErrors(room []byte, limit time.Time) (p pump.Piece, call string, err error) {
	edge, err := r.Env.Door.NewEdge(r.Socket.FD, r.Socket.What, r.events())
	if err != nil {
		return p, "", err
	}
	defer edge.Close()
	for {
		p, call, err = r.attempt(room, r.Flags|unix.MSG_DONTWAIT)
		early := fail.Is(err, unix.EAGAIN) || r.Flags&unix.MSG_OOB != 0 && fail.Is(err, unix.EINVAL)
		if early && r.Flags&unix.MSG_ERRQUEUE != 0 {
			if own := r.Env.Door.PendingError(r.Socket.FD); own != nil {
				err, early = r.failure(own), false
			}
		}
		if !early {
			return p, call, err
		}
		n, err := edge.Await(r.timeo.By(limit))
		if err != nil {
			return p, "", fail.At("epoll_pwait", "", err)
		}
		if n == 0 {
			return p, "", r.late()
		}
	}
}

// attempt asks for the mark, if it is to be shown, and makes the call.
func (r *Receiver) attempt(room []byte, flags int) (p pump.Piece, call string, err error) {
	mark, err := r.atMark()
	if err != nil {
		return p, "", err
	}
	p, call, err = r.call(room, flags)
	p.Mark = mark
	if err != nil {
		err = r.failure(err)
	}
	if r.Syscall == "read" {
		err = fail.WithHint(err, socket.Unreadable(r.Env, err, r.Socket.FD, r.Socket.What))
	}
	return p, call, err
}

// atMark asks where the mark is, if that is to be shown. What is to be received is there: only then is it known.
func (r *Receiver) atMark() (bool, error) {
	if !r.OOBMark {
		return false, nil
	}
	mark, err := r.Env.Door.AtMark(r.Socket.FD)
	return mark != 0, fail.WithHint(fail.At("ioctl", "SIOCATMARK", err), "only a stream has urgent data")
}

func (r *Receiver) failure(err error) error {
	err = fail.At(r.name(), r.Socket.What, err)
	switch {
	case fail.Is(err, unix.EMSGSIZE) && len(r.IOV) > mostBuffers:
		return fail.WithHint(err, tooManyBuffers)
	case r.Flags&unix.MSG_ERRQUEUE != 0 && fail.Is(err, unix.EAGAIN):
		return fail.WithHint(err, "the error queue is empty: it never waits, -w DURATION does; IP_RECVERR=1 fills it")
	case r.Flags&unix.MSG_OOB != 0 && fail.Is(err, unix.EINVAL):
		return fail.WithHint(err, "there is no urgent byte, or SO_OOBINLINE leaves it among the others")
	}
	return err
}

func (r *Receiver) wait(limit time.Time) (int16, error) {
	ready, err := r.Env.Await(r.Socket.FD, r.events(), r.timeo.By(limit))
	if err == nil && ready == 0 {
		err = r.late()
	}
	return ready, err
}

// until is when all calls have to be done; zero is never.
func (r *Receiver) until() time.Time { return r.Timeout.From(time.Now()) }

func (r *Receiver) late() error {
	if r.timeo.Set() && r.timeo.Left() <= 0 {
		return r.timeo.TimedOut(r.name(), r.Socket.What)
	}
	return fail.TimedOut(r.name(), r.Socket.What, r.missed()+" "+r.Timeout.Within())
}

// missed says what has not been received.
func (r *Receiver) missed() string {
	switch {
	case r.got == 0:
		return "nothing came"
	case r.Match != nil:
		return "no match"
	case r.All:
		return "no end of file"
	}
	return fmt.Sprintf("only %d of %d received", r.got, r.Count)
}

// events is what to wait for. Errors, which fill the error queue, are reported unasked.
func (r *Receiver) events() int16 {
	switch {
	case r.Flags&unix.MSG_ERRQUEUE != 0:
		return 0
	case r.Flags&unix.MSG_OOB != 0:
		return unix.POLLPRI
	}
	return unix.POLLIN
}

// name is the command as it was typed.
func (r *Receiver) name() string { return cmp.Or(r.Syscall, "recv") }

// call makes the system call that was asked for by name. Else it uses recvfrom(2) where it tells all that is wanted: on a stream of ours, and on our datagram
// sockets, where MSG_TRUNC makes it tell a message's true length. Else recvmsg(2), which also
// tells of a cut message on a socket we know nothing of.
func (r *Receiver) call(room []byte, flags int) (p pump.Piece, call string, err error) {
	if r.Socket.Own() && r.Socket.KeepsBoundaries() {
		flags |= unix.MSG_TRUNC
	}
	switch {
	case r.Syscall == "read":
		p.Len, err = r.Env.Door.Read(r.Socket.FD, room)
		return p, "read", err
	case r.Syscall == "recvmsg" || r.Syscall == "" && (r.needsMessage() || !r.Socket.Own()):
		m := sys.NewMessage(room, r.Room())
		if r.IOV != nil {
			m.Buffers = Buffers(room, r.IOV)
		}
		if len(m.Control) > 0 && (!r.Socket.Own() || r.Socket.IsUnix()) && !r.Inheritable {
			flags |= unix.MSG_CMSG_CLOEXEC
		}
		p.Len, err = r.Env.Door.Recvmsg(r.Socket.FD, m, flags)
		if err == unix.EINVAL && flags&^r.Flags&unix.MSG_CMSG_CLOEXEC != 0 && r.isPacket() {
			p.Len, err = r.Env.Door.Recvmsg(r.Socket.FD, m, flags&^unix.MSG_CMSG_CLOEXEC)
		}
		p.From, p.Ctl, p.Flags = m.Name, m.Control, m.Flags
		return p, "recvmsg", err
	case r.Socket.KeepsBoundaries() || !r.Socket.Own():
		p.Len, p.From, err = r.Env.Door.Recvfrom(r.Socket.FD, room, flags)
		return p, "recvfrom", err
	}
	p.Len, err = r.Env.Door.Recv(r.Socket.FD, room, flags)
	return p, "recvfrom", err
}

// isPacket reports whether the socket is one of packet(7): those refuse flags that mean nothing to them.
func (r *Receiver) isPacket() bool {
	family, err := r.Env.Door.GetsockoptInt(r.Socket.FD, unix.SOL_SOCKET, unix.SO_DOMAIN)
	return err == nil && family == unix.AF_PACKET
}

// needsMessage reports whether only recvmsg(2) tells what is asked for.
func (r *Receiver) needsMessage() bool {
	return r.Format != show.Raw || r.IOV != nil || r.Wants || r.Control > 0 || r.FDFlags || r.Hand != nil || r.Flags&unix.MSG_ERRQUEUE != 0
}

// Room is how much control data there is room for. Raw output has no place for any, unless it is asked for.
func (r *Receiver) Room() int {
	switch {
	case r.Control != RoomAsNeeded:
		return r.Control
	case r.needsMessage():
		return ControlRoom
	}
	return 0
}

// discarded: MSG_TRUNC on TCP throws the bytes away and leaves the buffer alone.
func (r *Receiver) discarded(p *pump.Piece) error {
	if r.Flags&unix.MSG_TRUNC == 0 || p.Len == 0 {
		return nil
	}
	protocol, err := r.Env.Door.GetsockoptInt(r.Socket.FD, unix.SOL_SOCKET, unix.SO_PROTOCOL)
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
func (r *Receiver) detectEOF(p *pump.Piece) error {
	if p.Len > 0 || r.Size == 0 || p.Flags&unix.MSG_ERRQUEUE != 0 {
		return nil
	}
	typ := r.Socket.Kind.Type
	if !r.Socket.Own() {
		var err error
		typ, err = r.Env.Door.GetsockoptInt(r.Socket.FD, unix.SOL_SOCKET, unix.SO_TYPE)
		if p.EOF = r.Syscall == "read" && fail.Is(err, unix.ENOTSOCK); p.EOF {
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
	p.EOF, err = r.Env.Door.PeerEnded(r.Socket.FD)
	return fail.At(r.name(), r.Socket.What, err)
}
