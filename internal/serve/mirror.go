package serve

import (
	"encoding/binary"
	"os"
	"slices"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/session"
)

// A mirror notices that a far end is the relay's own listener. Each connection would make another, until no descriptor is left.
type mirror struct {
	env   *env.Env
	at    string // where relay listens
	first string // the two addresses of the first far end, see ends; "" until there is one
	far   *session.End
	early []string // those of the latest connections that came before
}

// ends are both addresses of a connection. Those of a far end are those of a connection that was accepted if and only if they are the
// two ends of one: the kernel may use a local port for connections to several addresses. A datagram has only that of its sender.
func ends(from, to string) string { return from + " " + to }

// earlyMost bounds what is remembered while no far end can be opened. One turn of the loop accepts fewer.
const earlyMost = 4 * acceptMost

// accepted returns an error if the peer of a connection is this process.
func (m *mirror) accepted(fd int, peer addr.Sockaddr) error {
	at := m.arrived(fd, peer)
	switch {
	case peer.Family() == unix.AF_UNIX:
		b, err := m.env.Door.Getsockopt(fd, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
		if err == nil && len(b) == unix.SizeofUcred && int(binary.NativeEndian.Uint32(b)) == os.Getpid() {
			return itself(m.at)
		}
	case m.first == "":
		m.early = append(m.early[max(0, len(m.early)-earlyMost+1):], at)
	case m.first == at:
		return itself(m.at)
	}
	return nil
}

// arrived returns the addresses of a connection, as its peer sees them, or the sender of a datagram.
func (m *mirror) arrived(fd int, peer addr.Sockaddr) string {
	if fd < 0 || peer.Family() == unix.AF_UNIX {
		return ends(peer.Shown(), "")
	}
	local, err := m.env.Door.Getsockname(fd)
	if err != nil {
		return "" // the connection is gone
	}
	return ends(peer.Shown(), local.Shown())
}

// sees returns the addresses of a far end as it is seen from the other side, "" if it is gone.
func (m *mirror) sees(far *session.End) string {
	name, err := m.env.Door.Getsockname(far.FD)
	switch {
	case err != nil:
		return ""
	case far.Socket.Kind.Connectionless():
		return ends(name.Shown(), "")
	}
	to, err := m.env.Door.Getpeername(far.FD)
	if err != nil {
		return ""
	}
	return ends(name.Shown(), to.Shown())
}

// closed notes that a far end is closed: others may have its address from now on.
func (m *mirror) closed(far *session.End) {
	if far == m.far {
		m.first, m.far = "", nil
	}
}

// opened notes a far end. It returns an error if the end has arrived as a peer already.
func (m *mirror) opened(far *session.End) error {
	switch {
	case far.Socket == nil:
		return nil
	case far.What == m.at:
		return itself(m.at)
	case m.first != "" || !far.Socket.Kind.IsInet():
		return nil
	}
	m.far, m.first = far, m.sees(far)
	if slices.Contains(m.early, m.first) {
		return itself(far.What)
	}
	m.early = nil
	return nil
}

// itself is the error of a relay that has connected to itself.
func itself(what string) error {
	return &fail.Call{Name: "connect", What: what, Err: unix.ELOOP, Why: "both ENDs are the same socket"}
}
