package serve

import (
	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// An Admission says which clients a server accepts, and how many. The zero value accepts all.
type Admission struct {
	Max        int    // clients at once; 0: no limit
	MaxPerPeer int    // of them, those of one host or, on a UNIX socket, of one user; 0: no limit
	Count      int    // clients in all, after which the server ends; 0: no limit
	Excess     Excess // what happens to a client over Max
	Rules      []Rule // which clients are allowed
	File       string // with more rules; "": none

	// Grace is how long connections may go on after a signal that ends the process.
	Grace env.Wait

	access *access // nil: all are allowed
	grace  *grace  // nil: a signal ends the process at once
}

// An Excess says what happens to a client over Admission.Max.
type Excess int

// The values, in the order of ExcessNames.
const (
	ExcessClose Excess = iota // its connection is closed at once
	ExcessWait                // it waits in the kernel's queue
)

// ExcessNames are the words for them.
func ExcessNames() []string { return []string{"close", "wait"} }

// Limits reports whether not every client is served.
func (m *Admission) Limits() bool {
	return m.Max > 0 || m.MaxPerPeer > 0 || m.Count > 0 || m.Grace.Limited() || len(m.Rules) > 0 || m.File != ""
}

// Check refuses what does not fit the kind of the socket.
func (m *Admission) Check(kind addr.Kind) error {
	if err := m.checkRules(kind); err != nil || !kind.Connectionless() {
		return err
	}
	for _, limit := range []struct {
		name  string
		given bool
	}{{"--max", m.Max > 0}, {"--max-per-peer", m.MaxPerPeer > 0}, {"--count", m.Count > 0}, {"--grace", m.Grace.Limited()}} {
		if limit.given {
			return fail.NotWith(limit.name, "a datagram socket", "it has no connections")
		}
	}
	return nil
}
