// Package socket makes a socket: its kind, its options in their phases, its local address.
package socket

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// A Socket is an open socket with the texts for messages about it. Kind is known if sock has made the socket.
type Socket struct {
	FD   int
	Kind addr.Kind
	What string // its address as the user would write it

	Chosen     pump.Chosen
	Shared     bool          // other processes use it too, so sock does not change its status flags
	Connecting bool          // connect(2) is in progress
	Took       time.Duration // duration of connect(2); 0: it was not called

	Unconnected bool // a datagram socket without a peer
	Lock        bool // connect a datagram socket to its first sender
	// Admits reports whether a datagram of a sender is received; nil: all are.
	Admits func(from addr.Sockaddr) bool

	Path   string // bound path that sock removes, or ""
	Forget func() // removes Path; nil if there is none
	at     *place // of Path; nil if there is none
	closed bool
}

// Close closes the socket and removes its path. Later calls do nothing.
func (s *Socket) Close(env *env.Env) {
	if s.closed {
		return
	}
	s.closed = true
	_ = env.Door.Close(s.FD)
	if s.Forget != nil {
		s.Forget()
	}
}

// Abort makes the next close(2) of a stream reset the connection, so that the peer does not take incomplete data for
// everything. A UNIX socket has no reset.
func (s *Socket) Abort(env *env.Env) {
	if !s.KeepsBoundaries() && !s.IsUnix() {
		_ = ResetOnClose(env.Door, s.FD)
	}
}

// ResetOnClose makes the next close(2) of a connection reset it.
func ResetOnClose(door *sys.Door, fd int) error {
	linger := binary.NativeEndian.AppendUint64(nil, 0) // struct linger: l_onoff, and l_linger 0
	binary.NativeEndian.PutUint32(linger, 1)
	return door.Setsockopt(fd, unix.SOL_SOCKET, unix.SO_LINGER, linger)
}

// Own reports whether sock has made the socket. Its Kind is then known.
func (s *Socket) Own() bool { return s.Kind.Family != unix.AF_UNSPEC }

// KeepsBoundaries reports whether the socket carries messages, not a stream of bytes.
func (s *Socket) KeepsBoundaries() bool { return s.Kind.Type != unix.SOCK_STREAM }

// IsTCP reports whether the socket is plain TCP.
func (s *Socket) IsTCP() bool {
	return s.Kind.IsInet() && s.Kind.Type == unix.SOCK_STREAM && (s.Kind.Protocol == 0 || s.Kind.Protocol == unix.IPPROTO_TCP)
}

// IsUnix reports whether the socket is a UNIX socket.
func (s *Socket) IsUnix() bool { return s.Kind.Family == unix.AF_UNIX }

// IsUDP reports whether the socket is plain UDP.
func (s *Socket) IsUDP() bool {
	return s.Kind.IsInet() && s.Kind.Type == unix.SOCK_DGRAM && (s.Kind.Protocol == 0 || s.Kind.Protocol == unix.IPPROTO_UDP)
}

// Peer returns the address that the socket was connected to, or "" for a referenced socket, whose What is the reference.
func (s *Socket) Peer() string {
	if s.Shared {
		return ""
	}
	return s.What
}

// Finish shuts the sending direction down. It returns nil if the connection has ended.
func (s *Socket) Finish(env *env.Env) error {
	if err := env.Door.Shutdown(s.FD, unix.SHUT_WR); !fail.Is(err, unix.ENOTCONN) {
		return fail.At("shutdown", s.What, err)
	}
	return nil
}

// AsksBoundaries is like KeepsBoundaries, but asks the kernel if sock has not made the socket.
func (s *Socket) AsksBoundaries(env *env.Env) bool {
	if s.Own() {
		return s.KeepsBoundaries()
	}
	typ, err := env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_TYPE)
	return err == nil && typ != unix.SOCK_STREAM
}

// Longest returns a function that reads how long a message can be, in bytes. The function returns 0 for a stream.
func (s *Socket) Longest(env *env.Env) func() int {
	return func() int {
		if !s.AsksBoundaries(env) {
			return 0
		}
		return pump.Longest(env.Door, s.FD)
	}
}
