package session

import "sock/internal/pump"

// unheard is how many bytes are discarded while the end that sends them takes none.
const unheard = 16 << 20

// A rest is what an end sends after the other has gone. It is discarded: if the end waited until that is taken, it would take
// nothing itself, and what is still on its way to it would stay there.
type rest struct {
	pump.Nowhere
	other *Course // what is still on its way to the end
	sent  int64   // bytes of it when it was looked at last
	since int     // bytes that were discarded since
}

// Caps allows nothing beyond Send, which counts.
func (r *rest) Caps() pump.Caps { return pump.Caps{} }

// Send discards. An end that sends for ever and takes nothing ends the other direction.
func (r *rest) Send(b []byte) (int, error) {
	if sent := r.other.last.Sent; sent != r.sent {
		r.sent, r.since = sent, 0
	}
	if r.since += len(b); r.since > unheard {
		r.other.GiveUp()
	}
	return len(b), nil
}

// discard receives what an end sends that nothing takes any more, while other still moves something to it.
func (p *Pair) discard(from *End, other *Course) {
	receive, _ := from.verbs()
	p.rest = &pump.Lane{
		From: from.Source, To: &rest{other: other}, Size: RelayMessage, Isolated: true, Unwatched: true,
		Reading: [2]string{receive, from.What}, Ended: func() {},
	}
	p.Pump.Add(p.rest)
}
