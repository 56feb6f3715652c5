package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
)

// Messages is a socket that keeps the borders of messages: datagrams and seqpacket.
type Messages struct {
	Door    *sys.Door
	Fd      int
	What    string // its address, as errors name it
	Flags   bool   // use recvmsg(2), which reports msg_flags
	Control int    // room for control data, with Flags; descriptors in it are the receiver's to close
	Unix    bool   // such as a UNIX socket brings

	// Seqpacket sockets have an end of file, which looks like an empty message; Finish sends it.
	Seqpacket bool
	Keep      bool // Finish does not
	// Answer sends to the latest sender, for a socket that is not connected.
	Answer bool
	// Lost is called with the error of an answer whose receiver is gone; the lane goes on with the other senders.
	Lost func(error)
	// Lock connects to the first sender, and drops what others had already sent.
	Lock bool
	// Admits reports whether a message of a sender is received; nil: all are. Others are discarded.
	Admits func(from addr.Sockaddr) bool

	// UDP: the kernel can cut one large send into datagrams.
	UDP    bool
	Own    bool // no other process has the socket: sock may change its options
	Chosen Chosen

	peer   addr.Sockaddr
	locked bool
}

// FD returns the descriptor to poll.
func (m *Messages) FD() int { return m.Fd }

// Open reports whether there is an address to send to. An unnamed sender cannot be answered.
func (m *Messages) Open() bool { return !m.Answer || m.locked || m.peer != nil }

// Eager reports true: MSG_DONTWAIT makes every send return at once.
func (m *Messages) Eager() bool { return true }

// Caps says what the kind of the socket allows.
func (m *Messages) Caps() Caps {
	c := Caps{
		Socket: true, Messages: true, Owned: m.Own, ErrorQueue: !m.Unix,
		RcvTimeo: m.Chosen.RcvTimeo, SndTimeo: m.Chosen.SndTimeo,
	}
	if !m.Flags && !m.Seqpacket && !m.Lock {
		c.Batcher = m
	}
	if m.UDP && !m.Answer {
		c.Segmenter = m
	}
	return c
}

// Peer returns the sender of the latest datagram, nil if it has no name.
func (m *Messages) Peer() addr.Sockaddr { return m.peer }

// Receive receives one message. With MSG_TRUNC the kernel returns its true length.
func (m *Messages) Receive(room []byte) (Piece, error) {
	p, err := m.recv(room, unix.MSG_DONTWAIT|unix.MSG_TRUNC)
	for n := 0; err == nil && !m.Wanted(p.From); n++ {
		if n == discardMost {
			return Piece{}, unix.EAGAIN
		}
		p, err = m.recv(room, unix.MSG_DONTWAIT|unix.MSG_TRUNC)
	}
	if err != nil {
		return p, err
	}
	p.Data = room[:min(p.Len, len(room))]
	if m.Seqpacket && p.Len == 0 {
		if p.EOF, p.Then = m.Door.PeerEnded(m.Fd); p.Then != nil {
			p.Then = fail.At("recv", m.What, p.Then)
		}
	}
	if len(p.From) > 2 && !m.locked {
		m.peer, m.locked = p.From, m.Lock
		p.Then = m.lock()
	}
	return p, nil
}

// discardMost is how many messages are discarded in one turn of the loop.
const discardMost = 64

// Wanted reports whether a message of the sender is not discarded.
func (m *Messages) Wanted(from addr.Sockaddr) bool {
	if m.locked && string(from) != string(m.peer) {
		return false
	}
	return m.Admits == nil || m.Admits(from)
}

// lock connects to the peer, if it is to be the only one.
func (m *Messages) lock() error {
	if !m.locked {
		return nil
	}
	return fail.At("connect", m.peer.Shown(), m.Door.Connect(m.Fd, m.peer))
}

func (m *Messages) recv(room []byte, flags int) (p Piece, err error) {
	if m.Flags {
		msg := sys.NewMessage(room, m.Control)
		if m.Control > 0 && m.Unix {
			flags |= unix.MSG_CMSG_CLOEXEC
		}
		p.Len, err = m.Door.Recvmsg(m.Fd, msg, flags)
		p.From, p.Ctl, p.Flags = msg.Name, msg.Control, msg.Flags&^unix.MSG_CMSG_CLOEXEC
		return p, err
	}
	p.Len, p.From, err = m.Door.Recvfrom(m.Fd, room, flags)
	return p, err
}

// Send sends b as one message.
func (m *Messages) Send(b []byte) (int, error) {
	to := m.peer
	if !m.Answer || m.locked {
		to = nil
	}
	n, err := m.Door.Sendto(m.Fd, b, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, to)
	switch {
	case fail.Is(err, unix.EMSGSIZE):
		return n, &fail.Call{Name: "send", What: m.What, Err: unix.EMSGSIZE, Hint: TooLong(len(b))}
	case to == nil || err == nil || fail.Is(err, unix.EAGAIN):
		return n, err
	}
	m.Lost(fail.At("send", to.Shown(), err))
	return len(b), nil
}

// Finish sends the end-of-file that seqpacket sockets have and datagram sockets have not.
func (m *Messages) Finish() error {
	return (&Stream{Door: m.Door, Fd: m.Fd, Keep: m.Keep || !m.Seqpacket}).Finish()
}

// Hangup returns the error that the kernel keeps for the socket.
func (m *Messages) Hangup() error { return m.Door.PendingError(m.Fd) }
