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
	at    string   // where relay listens
	first string   // the local address of the first far end; "" until there is one
	early []string // the latest peers that came before
}

// earlyMost bounds what is remembered while no far end can be opened. One turn of the loop accepts fewer.
const earlyMost = 4 * acceptMost

// accepted returns an error if the peer of a connection is this process.
func (m *mirror) accepted(fd int, peer addr.Sockaddr) error {
	at := peer.Shown()
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
	if name, err := m.env.Door.Getsockname(far.FD); err == nil {
		m.first = name.Shown()
	}
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
