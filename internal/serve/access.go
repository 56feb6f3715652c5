package serve

import (
	"slices"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// An access says which clients are allowed. SIGHUP replaces its rules while a server runs.
type access struct {
	rules atomic.Pointer[table]
	env   *env.Env
	told  map[string]bool // senders of datagrams whose refusal was reported
}

// Prepare reads the file of rules, and again at each SIGHUP. It is to be called before a socket is made.
func (m *Admission) Prepare(e *env.Env) error {
	if err := m.prepareGrace(e); err != nil {
		return err
	}
	if len(m.Rules) == 0 && m.File == "" {
		return nil
	}
	list, err := m.read(e)
	if err != nil {
		return err
	}
	m.access = &access{env: e, told: map[string]bool{}}
	m.access.rules.Store(newTable(list))
	if m.File != "" {
		e.OnHangup(func() { m.reload(e) })
	}
	return nil
}

// read returns the rules of the command line and of the file.
func (m *Admission) read(e *env.Env) ([]Rule, error) {
	if m.File == "" {
		return m.Rules, nil
	}
	text, err := e.World.ReadFile(m.File)
	if err != nil {
		return nil, err
	}
	list, err := parseRules(m.File, string(text))
	return slices.Concat(m.Rules, list), err
}

// reload replaces the rules, unless the file cannot be read or has an error.
func (m *Admission) reload(e *env.Env) {
	list, err := m.read(e)
	if err != nil {
		e.Warn("%v; the rules stay as they were", err)
		return
	}
	m.access.rules.Store(newTable(list))
	e.Tell("%s: the rules were read again", m.File)
}

// allows reports whether a connection is allowed. On a UNIX socket it asks who the peer is.
func (a *access) allows(peer addr.Sockaddr, identify func() (peerID, error)) (bool, error) {
	t := a.rules.Load()
	if ap, ok := peer.IP(); ok {
		return t.allowsHost(ap.Addr()), nil
	}
	if peer.Family() != unix.AF_UNIX {
		return t.others, nil
	}
	id, err := identify()
	return err == nil && t.allowsUser(id), err
}

// refusedMost is how many refused senders of datagrams are remembered: a flood with forged addresses must not fill the memory.
const refusedMost = 1024

// Datagrams returns whether a datagram of a sender is allowed, or nil if all are. -v reports each sender that is not, once.
func (m *Admission) Datagrams() func(addr.Sockaddr) bool {
	a := m.access
	if a == nil {
		return nil
	}
	return func(from addr.Sockaddr) bool {
		allowed, _ := a.allows(from, nil)
		if !allowed && a.env.Verbose && !a.told[string(from)] {
			if len(a.told) >= refusedMost {
				clear(a.told)
			}
			a.told[string(from)] = true
			a.env.Tell("datagrams from %s are denied", from.Shown())
		}
		return allowed
	}
}

// checkRules refuses rules that no client of the socket can match.
func (m *Admission) checkRules(kind addr.Kind) error {
	if len(m.Rules) == 0 && m.File == "" {
		return nil
	}
	inet := kind.Family != unix.AF_UNIX
	switch {
	case kind.Connectionless() && kind.Family != unix.AF_UNSPEC && !kind.IsInet():
		return fail.Usagef("--allow, --deny and --rules need a socket with connections, or of IP")
	case slices.ContainsFunc(m.Rules, func(r Rule) bool { return inet == (r.Of != "") }):
		if inet {
			return fail.Usagef("uid: and gid: in --allow and --deny need a UNIX socket")
		}
		return fail.Usagef("--allow and --deny of a UNIX socket need uid: or gid:")
	}
	return nil
}
