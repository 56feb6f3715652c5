package serve

import (
	"cmp"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/socket"
)

// Flows relay the datagrams that arrive on one socket. Each sender has a far end of its own, which is closed when it has been
// idle for a time. A datagram for which there is no room is dropped, as on the network.
type Flows struct {
	Env      *env.Env
	Pump     *pump.Pump
	Listener *socket.Socket
	Far      session.Opener
	Idle     time.Duration // how long a flow may move nothing; 0: without limit
	// Admits reports whether a sender is served; nil: all are.
	Admits func(from addr.Sockaddr) bool
	// There and Back return a direction for a new flow, nil if nothing is moved that way.
	There, Back func() *session.Way

	near   *pump.Messages
	all    map[string]*flow
	mirror mirror
	fault  string // of the far end, as it was reported last
	err    error  // that ends the relay
}

// A flow is one sender and its far end.
type flow struct {
	peer  addr.Sockaddr
	far   *session.End    // nil until it is open
	there *session.Outlet // nil if nothing is moved that way
	back  *session.Course // likewise
	used  time.Time
}

// Run relays until a limit of time or a signal ends it.
func (v *Flows) Run() error {
	s := v.Listener
	v.all = map[string]*flow{}
	v.mirror = mirror{env: v.Env, at: s.What}
	v.near = &pump.Messages{Door: v.Env.Door, Fd: s.FD, What: s.What, Unix: s.IsUnix(), Own: true, Keep: true, Answer: true, Admits: v.Admits}
	l := &pump.Lane{
		From: v.near, To: router{Flows: v}, Size: session.RelayMessage, Whole: true, Unwatched: true,
		Reading: [2]string{"recv", s.What}, Writing: [2]string{"send", s.What},
	}
	v.Pump.Lanes = append(v.Pump.Lanes, l)
	v.sweep()
	defer v.close()
	return cmp.Or(v.Pump.Run(), v.err)
}

// A network takes every datagram at once, and has no end: what cannot be sent on is dropped.
type network struct{}

// FD returns no descriptor: there is nothing to wait for.
func (network) FD() int         { return -1 }
func (network) Eager() bool     { return true }
func (network) Open() bool      { return true }
func (network) Finish() error   { return nil }
func (network) Hangup() error   { return nil }
func (network) Caps() pump.Caps { return pump.Caps{} }

// router is the sink that sends what arrived to the far end of its sender.
type router struct {
	network
	*Flows
}

// Send sends one datagram to the far end of the latest sender.
func (r router) Send(b []byte) (int, error) {
	f := r.flow(r.near.Peer())
	if f == nil || f.there == nil {
		return len(b), nil
	}
	f.used = time.Now()
	f.there.Send(b)
	return len(b), nil
}

// flow returns the flow of a sender, nil if there can be none.
func (v *Flows) flow(peer addr.Sockaddr) *flow {
	if f := v.all[string(peer)]; f != nil {
		return f
	}
	if peer.Family() != unix.AF_UNIX && v.itself(v.mirror.accepted(-1, peer)) {
		return nil
	}
	f := &flow{peer: append(addr.Sockaddr(nil), peer...), used: time.Now()}
	v.all[string(peer)] = f
	if err := v.Far.Open(func(end *session.End, err error) error {
		v.opened(f, end, err)
		return nil
	}); err != nil {
		v.report(err)
	}
	if v.all[string(peer)] == nil {
		return nil
	}
	return f
}

// itself ends the relay if err says that it has sent to itself.
func (v *Flows) itself(err error) bool {
	if err == nil {
		return false
	}
	v.err = err
	v.Pump.Stop()
	return true
}

// opened notes the far end of a flow. Without one the next datagram tries again.
func (v *Flows) opened(f *flow, end *session.End, err error) {
	if err != nil {
		delete(v.all, string(f.peer))
		if fail.Is(err, unix.EMFILE, unix.ENFILE) {
			v.closeOldest()
		}
		v.report(err)
		return
	}
	if v.itself(v.mirror.opened(end)) {
		return
	}
	v.Env.Tell("datagrams from %s to %s", f.peer.Shown(), end.What)
	f.far = end
	if w := v.There(); w != nil {
		f.there = session.NewOutlet(v.Pump, end, w, func(err error) { v.report(fail.At("send", end.What, err)) })
	}
	if w := v.Back(); w != nil {
		v.goBack(f, w)
	}
}

// goBack moves what the far end of a flow sends.
func (v *Flows) goBack(f *flow, w *session.Way) {
	l := &pump.Lane{
		From: f.far.Source, To: answer{v: v, f: f}, Size: session.RelayMessage, Whole: true, Isolated: true, Unwatched: true,
		Reading: [2]string{"recv", f.far.What}, Writing: [2]string{"send", f.peer.Shown()},
		OnReceive: func() { f.used, v.fault = time.Now(), "" },
	}
	f.back = session.NewCourse(v.Pump, l, w, func(c *session.Course) {
		if err := c.Err(); err != nil {
			v.report(err)
		}
		v.end(f)
	})
	f.back.Start()
}

// answer is the sink that sends what the far end of a flow sends to its sender.
type answer struct {
	network
	v *Flows
	f *flow
}

// Send sends one datagram.
func (a answer) Send(b []byte) (int, error) {
	_, err := a.v.Env.Door.Sendto(a.v.Listener.FD, b, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, a.f.peer)
	if err != nil && !fail.Is(err, unix.EAGAIN, unix.ENOBUFS) {
		a.v.report(fail.At("send", a.f.peer.Shown(), err))
	}
	return len(b), nil
}

// report prints an error. Of many in a row that are alike one is printed.
func (v *Flows) report(err error) {
	if text := err.Error(); text != v.fault {
		v.fault = text
		v.Env.Warn("%v", err)
	}
}

// sweepMost is how often idle flows are looked for at least.
const sweepMost = time.Second

// sweep closes the flows that have been idle too long, now and then.
func (v *Flows) sweep() {
	if v.Idle == 0 {
		return
	}
	v.Pump.After(min(v.Idle/2, sweepMost), func() error {
		for _, f := range v.all {
			if f.far != nil && time.Since(f.used) >= v.Idle {
				v.end(f)
			}
		}
		v.sweep()
		return nil
	})
}

// closeOldest closes the flow that has been idle longest.
func (v *Flows) closeOldest() {
	var oldest *flow
	for _, f := range v.all {
		if f.far != nil && (oldest == nil || f.used.Before(oldest.used)) {
			oldest = f
		}
	}
	if oldest != nil {
		v.end(oldest)
	}
}

// end closes the far end of a flow.
func (v *Flows) end(f *flow) {
	if v.all[string(f.peer)] != f {
		return
	}
	delete(v.all, string(f.peer))
	there, back := int64(0), int64(0)
	if f.there != nil {
		there = f.there.Close()
	}
	if f.back != nil {
		f.back.GiveUp()
		back = f.back.Moved()
	}
	if f.far.FD >= 0 {
		v.Pump.Forget(f.far.FD)
	}
	v.mirror.closed(f.far)
	f.far.Close()
	v.Env.Tell("datagrams from %s ended: %d bytes there, %d bytes back", f.peer.Shown(), there, back)
}

func (v *Flows) close() {
	for _, f := range v.all {
		if f.far != nil {
			v.end(f)
		}
	}
}
