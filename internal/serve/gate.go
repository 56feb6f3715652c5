package serve

import (
	"encoding/binary"
	"fmt"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A gate applies an Admission to the connections of an acceptor.
type gate struct {
	*Admission
	door *sys.Door

	served int            // connections in all
	peers  map[string]int // connections of each peer, with MaxPerPeer
	owners map[int]string // the peer of each connection, by its descriptor
}

// Obey has the acceptor accept only what the admission allows. It returns the acceptor.
func (a *Acceptor) Obey(m *Admission) *Acceptor {
	a.gate = &gate{Admission: m, door: a.Loop.Door, peers: map[string]int{}, owners: map[int]string{}}
	if m.Max > 0 && m.Excess == ExcessWait {
		a.Max = m.Max
	}
	a.watchGrace()
	return a
}

// limits reports whether a connection may be refused because of others.
func (g *gate) limits() bool {
	return g != nil && (g.Max > 0 && g.Excess == ExcessClose || g.MaxPerPeer > 0)
}

// count counts a connection that is served.
func (g *gate) count() {
	if g != nil {
		g.served++
	}
}

// bounds reports whether the admission says how many connections there are at once.
func (g *gate) bounds() bool { return g != nil && g.Max > 0 }

// last reports whether the connection that was served last was the last one of all.
func (g *gate) last() bool { return g != nil && g.Count > 0 && g.served >= g.Count }

// A refusal says why a new connection is closed again. The zero value is that it is not.
type refusal struct {
	why   string
	reset bool // it is a reset, as from a closed port
}

// judge returns why a new connection is closed again. open is how many there are. One that is not closed counts until left is
// called.
func (g *gate) judge(fd int, peer addr.Sockaddr, open int) (refusal, error) {
	if g == nil || g.access == nil && !g.limits() {
		return refusal{}, nil
	}
	identify := sync.OnceValues(func() (peerID, error) { return credentials(g.door, fd) })
	if g.access != nil {
		if allowed, err := g.access.allows(peer, identify); !allowed {
			return refusal{"is denied", true}, err
		}
	}
	if g.Max > 0 && g.Excess == ExcessClose && open >= g.Max {
		return refusal{why: fmt.Sprintf("is closed: --max %d is reached", g.Max)}, nil
	}
	if g.MaxPerPeer == 0 {
		return refusal{}, nil
	}
	owner, err := owner(peer, identify)
	if err != nil || g.peers[owner] >= g.MaxPerPeer {
		return refusal{why: fmt.Sprintf("is closed: --max-per-peer %d is reached", g.MaxPerPeer)}, err
	}
	g.owners[fd] = owner
	g.peers[owner]++
	return refusal{}, nil
}

// owner returns what --max-per-peer counts: the host of a peer, or the user of a UNIX socket.
func owner(peer addr.Sockaddr, identify func() (peerID, error)) (string, error) {
	if peer.Family() != unix.AF_UNIX {
		return host(peer), nil
	}
	id, err := identify()
	return strconv.FormatUint(uint64(id.uid), 10), err
}

// moved notes that a connection has another descriptor now.
func (g *gate) moved(from, to int) {
	if g == nil {
		return
	}
	if owner, known := g.owners[from]; known {
		delete(g.owners, from)
		g.owners[to] = owner
	}
}

// left forgets a connection.
func (g *gate) left(fd int) {
	if g == nil {
		return
	}
	owner, known := g.owners[fd]
	if !known {
		return
	}
	delete(g.owners, fd)
	if g.peers[owner]--; g.peers[owner] == 0 {
		delete(g.peers, owner)
	}
}

// A peerID is the user and the group of the process at the other end of a UNIX socket.
type peerID struct{ uid, gid uint32 }

// credentials returns the user and group of a connection on a UNIX socket.
func credentials(door *sys.Door, fd int) (peerID, error) {
	b, err := door.Getsockopt(fd, unix.SOL_SOCKET, unix.SO_PEERCRED, unix.SizeofUcred)
	if err != nil || len(b) < unix.SizeofUcred {
		return peerID{}, fail.At("getsockopt", "SO_PEERCRED", err)
	}
	return peerID{binary.NativeEndian.Uint32(b[4:]), binary.NativeEndian.Uint32(b[8:])}, nil
}

// turnAway closes a connection that the gate refuses, and reports whether it did.
func (a *Acceptor) turnAway(fd int, peer addr.Sockaddr) bool {
	r, err := a.gate.judge(fd, peer, a.open)
	if r.why == "" {
		return false
	}
	if err != nil {
		r.why += ": " + err.Error()
	}
	a.Tell("%s %s", peer.Shown(), r.why)
	if _, inet := peer.IP(); inet && r.reset {
		if err := socket.ResetOnClose(a.Loop.Door, fd); err != nil {
			a.Tell("%v", fail.At("setsockopt", "SO_LINGER", err))
		}
	}
	_ = a.Loop.Door.Close(fd)
	return true
}
