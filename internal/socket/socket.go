// Package socket makes a socket: its kind, its options by phase, its address.
package socket

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
)

// A Socket is an open socket, with what messages about it say. One of sock's own has a kind; a referenced one may have none.
type Socket struct {
	FD   int
	Kind addr.Kind
	What string // its address, as the user would write it

	Chosen     pump.Chosen
	Shared     bool          // other processes have it too: sock leaves its status flags alone
	Connecting bool          // connect(2) goes on in the background
	Took       time.Duration // what connect(2) took; 0: it was not called

	Unconnected bool // a datagram socket without a peer
	Lock        bool // which is to take the first sender for its only peer

	Path   string // that it is bound to and that sock removes, "" for none
	Forget func() // removes it; nil for none
	closed bool
}

// Close closes the socket once. A path that it is bound to is removed with it.
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

// Abort makes the close of a stream reset the connection, so that the peer does not take what it has for everything. A UNIX
// socket has no reset.
func (s *Socket) Abort(env *env.Env) {
	if !s.KeepsBoundaries() && !s.IsUnix() {
		linger := binary.NativeEndian.AppendUint64(nil, 0) // struct linger: l_onoff, and l_linger 0
		binary.NativeEndian.PutUint32(linger, 1)
		_ = env.Door.Setsockopt(s.FD, unix.SOL_SOCKET, unix.SO_LINGER, linger)
	}
}

// Own reports whether sock made the socket, and so knows its kind.
func (s *Socket) Own() bool { return s.Kind.Family != unix.AF_UNSPEC }

// KeepsBoundaries reports whether the socket receives messages rather than bytes.
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

// Peer is the other end of a connection: the address that it was made with; a reference is no address.
func (s *Socket) Peer() string {
	if s.Shared {
		return ""
	}
	return s.What
}

// Finish ends the sending direction. A connection that is gone needs no end.
func (s *Socket) Finish(env *env.Env) error {
	if err := env.Door.Shutdown(s.FD, unix.SHUT_WR); !fail.Is(err, unix.ENOTCONN) {
		return fail.At("shutdown", s.What, err)
	}
	return nil
}

// AsksBoundaries is KeepsBoundaries for a socket whose kind may be unknown: the kernel is asked.
func (s *Socket) AsksBoundaries(env *env.Env) bool {
	if s.Own() {
		return s.KeepsBoundaries()
	}
	typ, err := env.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_TYPE)
	return err == nil && typ != unix.SOCK_STREAM
}

// Longest says how long a message the socket takes at most, when it is asked; 0 for a stream.
func (s *Socket) Longest(env *env.Env) func() int {
	return func() int {
		if !s.AsksBoundaries(env) {
			return 0
		}
		return pump.Longest(env.Door, s.FD)
	}
}
