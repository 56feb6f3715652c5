package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/sys"
)

// Messages is a socket that keeps the borders of messages: datagrams and seqpacket.
type Messages struct {
	Door  *sys.Door
	Fd    int
	Flags bool // ask recvmsg(2), which tells msg_flags

	// Seqpacket has an end: an empty message is the end-of-file, and Finish sends ours.
	Seqpacket bool
	// Answer sends to whoever spoke last, for a socket that is not connected.
	Answer bool
	// Lock connects to the first sender, and drops what others had already sent.
	Lock bool

	peer   addr.Sockaddr
	locked bool
}

// FD returns the descriptor to poll.
func (m *Messages) FD() int { return m.Fd }

// Open reports whether there is somebody to send to. An unnamed sender cannot be answered.
func (m *Messages) Open() bool { return !m.Answer || m.locked || m.peer != nil }

// Eager reports true: MSG_DONTWAIT makes every send return at once.
func (m *Messages) Eager() bool { return true }

// Receive receives one message. MSG_TRUNC makes the kernel tell its true length.
func (m *Messages) Receive(room []byte) (Piece, error) {
	p, err := m.receive(room, unix.MSG_DONTWAIT|unix.MSG_TRUNC)
	if err != nil {
		return p, err
	}
	p.Data = room[:min(p.Len, len(room))]
	p.EOF = m.Seqpacket && p.Len == 0
	if m.locked && string(p.From) != string(m.peer) {
		return Piece{}, unix.EAGAIN
	}
	if m.Answer && len(p.From) > 2 {
		m.peer = p.From
	}
	if m.Lock && !m.locked && len(p.From) > 2 {
		m.locked = true
		return p, m.Door.Connect(m.Fd, p.From)
	}
	return p, nil
}

func (m *Messages) receive(room []byte, flags int) (p Piece, err error) {
	if m.Flags {
		p.Len, p.From, p.Flags, err = m.Door.Recvmsg(m.Fd, room, flags)
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
	return m.Door.Sendto(m.Fd, b, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, to)
}

// Finish sends the end-of-file that seqpacket sockets have and datagram sockets have not.
func (m *Messages) Finish() error {
	if !m.Seqpacket {
		return nil
	}
	return (&Stream{Door: m.Door, Fd: m.Fd}).Finish()
}

// Hangup returns the error that the kernel keeps for the socket.
func (m *Messages) Hangup() error { return m.Door.PendingError(m.Fd) }
