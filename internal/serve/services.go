package serve

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A Service is one of the small services of RFC 862 to 867.
type Service int

// The services, in the order of ServiceNames.
const (
	NoService Service = iota
	Echo              // RFC 862: what is received is sent back
	Discard           // RFC 863: what is received is discarded
	Chargen           // RFC 864: lines of characters without end
	Daytime           // RFC 867: the time, then the end
	Quote             // RFC 865: a short text, then the end
)

// ServiceNames are the words for them; the first stands for none.
func ServiceNames() []string { return []string{"", "echo", "discard", "chargen", "daytime", "qotd"} }

// spare is how many descriptors are left for what is not a connection: sock's own, and pipes for bulk.
const spare = 64

// Services serve every client from one loop, as inetd(8) does with its internal services.
type Services struct {
	Env      *env.Env
	Spec     *socket.Spec
	Service  Service
	Admits   *Admission // without Max there are as many connections as descriptors
	Listener *socket.Socket

	// Idle is how long nothing may move, Deadline when all must have ended; zero is never.
	Idle     time.Duration
	Deadline time.Time

	pump     *pump.Pump
	acceptor *Acceptor
	lines    []byte // of chargen
}

// A guest is one connection and its lanes.
type guest struct {
	*socket.Socket
	lanes []*pump.Lane
	left  int // lanes that have not ended
}

// Run serves connections, or answers datagrams, until a limit of time, or a signal, ends it.
func (v *Services) Run() error {
	if v.Listener.Kind.Connectionless() {
		return v.answer()
	}
	v.pump, v.lines = pump.New(v.Env.Door), rotationLines()
	v.acceptor = NewAcceptor(v.Env, &v.pump.Loop, v.Listener).Obey(v.Admits)
	v.acceptor.Serve = v.receive
	v.acceptor.Flags |= unix.SOCK_NONBLOCK
	if v.Admits.Max == 0 {
		most := sys.OpenMost()
		v.acceptor.Max = max(1, most-min(spare, most/4))
	}
	v.pump.Idle, v.pump.Deadline = v.Idle, v.Deadline
	v.acceptor.Start()
	return v.pump.Run()
}

// answer answers datagrams.
func (v *Services) answer() error {
	p := &loop.Loop{Door: v.Env.Door, Idle: v.Idle, Deadline: v.Deadline}
	o, err := newResponder(v.Env, v.Listener, v.Service, p.Stir)
	if err != nil {
		return err
	}
	p.AddWatch(&loop.Watch{FD: v.Listener.FD, Events: unix.POLLIN, Ready: o.answer, Reports: !v.Listener.IsUnix()})
	return p.Run()
}

// receive begins to serve a connection.
func (v *Services) receive(fd int, peer addr.Sockaddr) error {
	s, err := v.Spec.Accepted(v.Env, v.Listener, fd, peer)
	if err != nil {
		return err
	}
	v.acceptor.restrain(v.Env, v.Spec, s)
	g := &guest{Socket: s}
	ends := &pump.Stream{Door: v.Env.Door, Fd: s.FD, Keep: true, Own: true, TCP: s.IsTCP(), Unix: s.IsUnix(), Chosen: s.Chosen}
	switch v.Service {
	case Echo:
		v.add(g, ends, ends)
	case Discard:
		v.add(g, ends, pump.Nowhere{})
	case Chargen:
		v.add(g, &rotation{ring: v.lines}, ends)
		v.add(g, ends, pump.Nowhere{})
	case Daytime, Quote:
		ends.Keep = false
		v.add(g, text(v.Env, v.Service), ends)
		v.add(g, ends, pump.Nowhere{}) // to close with something unread would take the answer back
	case NoService:
	}
	return nil
}

func (v *Services) add(g *guest, from pump.Source, to pump.Sink) {
	l := &pump.Lane{
		From: from, To: to, Size: session.LaneSize, Isolated: true, Unwatched: true,
		Reading: [2]string{"recv", g.What}, Writing: [2]string{"send", g.What},
	}
	l.Ended = func() { v.ended(g, l) }
	g.lanes = append(g.lanes, l)
	g.left++
	v.pump.Add(l)
}

// farewell reports under -v that a client's connection has ended, and what was moved: it is received by the last lane and
// sent by the first.
func (v *Services) farewell(g *guest) {
	received, sent := g.lanes[len(g.lanes)-1].Received, g.lanes[0].Sent
	if v.Service == Discard {
		v.Env.Tell("%s ended: %s received", g.What, show.ByteCount(int(received)))
		return
	}
	v.Env.Tell("%s ended: %s received, %s sent", g.What, show.ByteCount(int(received)), show.ByteCount(int(sent)))
}

// ended handles the end of a lane. A guest that has only ended its direction still gets its answer.
func (v *Services) ended(g *guest, l *pump.Lane) {
	g.left--
	if err := l.Err(); err != nil {
		v.Env.Tell("%v", err)
	}
	if l.Refused() {
		g.Abort(v.Env)
	}
	if l.Err() != nil || v.Service == Chargen && l == g.lanes[0] {
		for _, other := range g.lanes {
			v.pump.GiveUp(other)
		}
	}
	if g.left == 0 {
		v.pump.Forget(g.FD)
		g.Close(v.Env)
		v.farewell(g)
		v.acceptor.Left(g.FD)
	}
}

// once is a source of a few bytes.
type once []byte

func text(env *env.Env, s Service) once {
	if s == Quote {
		return once("Nothing is hidden.\r\n")
	}
	return once(env.Door.Now().Format("Monday, January 2, 2006 15:04:05-MST") + "\r\n")
}

// FD returns no descriptor: a text is there.
func (once) FD() int { return -1 }

// Caps allows nothing beyond Receive.
func (once) Caps() pump.Caps { return pump.Caps{} }

// Receive returns all of it, and the end.
func (t once) Receive(room []byte) (pump.Piece, error) {
	n := copy(room, t)
	return pump.Piece{Data: room[:n], Len: n, EOF: true}, nil
}

// A rotation is the lines of RFC 864: 72 of the 95 printable characters, and each line begins one further.
type rotation struct {
	ring []byte // the lines until the first one is next again
	at   int
}

const (
	firstChar, chars = ' ', 95
	lineChars        = 72
	lineBytes        = lineChars + len("\r\n")
)

// rotationLines returns the ring of a rotation, which all may share.
func rotationLines() []byte {
	ring := make([]byte, 0, chars*lineBytes)
	for line := range chars {
		for column := range lineChars {
			ring = append(ring, byte(firstChar+(line+column)%chars))
		}
		ring = append(ring, "\r\n"...)
	}
	return ring
}

// FD returns no descriptor: there is always more.
func (*rotation) FD() int { return -1 }

// Caps allows nothing beyond Receive.
func (*rotation) Caps() pump.Caps { return pump.Caps{} }

// Receive fills room.
func (r *rotation) Receive(room []byte) (pump.Piece, error) {
	for rest := room; len(rest) > 0; {
		n := copy(rest, r.ring[r.at:])
		rest, r.at = rest[n:], (r.at+n)%len(r.ring)
	}
	return pump.Piece{Data: room, Len: len(room)}, nil
}

// A responder answers datagrams.
type responder struct {
	env     *env.Env
	fd      int
	what    string // the address of fd
	service Service
	own     int // the port it has, -1 if it has none
	buf     []byte
	lines   rotation
	admits  func(from addr.Sockaddr) bool // nil: all are answered
	stir    func()                        // is called for every datagram that is not discarded
	beacon  *Beacon                       // nil for a UNIX socket, whose sender cannot be forged
	quota   *Quota
	refused time.Time // when a datagram beyond the quota was reported
}

func newResponder(env *env.Env, s *socket.Socket, service Service, stir func()) (*responder, error) {
	o := &responder{
		env: env, fd: s.FD, what: s.What, service: service, buf: make([]byte, session.LargestMessage),
		lines: rotation{ring: rotationLines()}, admits: s.Admits, stir: stir, quota: NewQuota(),
	}
	name, err := env.Door.Getsockname(s.FD)
	if err != nil {
		return nil, fail.At("getsockname", s.What, err)
	}
	o.own = port(name)
	if o.own >= 0 && service != Discard {
		o.beacon = Light(env.Door, o.own)
	}
	return o, nil
}

// answerMost is how many datagrams are answered before the loop does anything else.
const answerMost = 64

// answer answers the datagrams that wait, as many as one round should. An error of an answer does not end the service: recvfrom(2)
// reports that an answer reached no one, and the next call succeeds. An error of every call in a round is the socket's own.
func (o *responder) answer() error {
	var last error
	failures := 0
	for range answerMost {
		n, from, err := o.env.Door.Recvfrom(o.fd, o.buf, unix.MSG_DONTWAIT)
		switch {
		case fail.Is(err, unix.EAGAIN):
			return nil
		case err == nil:
			if o.admits == nil || o.admits(from) {
				o.stir()
				o.respond(n, from)
			}
		case !errors.Is(err, last):
			o.env.Tell("%v", fail.At("recv", o.what, err))
			fallthrough
		default:
			failures++
		}
		last = err
	}
	if failures < answerMost {
		return nil
	}
	return fail.At("recv", o.what, last)
}

// respond answers the n bytes in buf, if mayAnswer allows it.
func (o *responder) respond(n int, from addr.Sockaddr) {
	if !o.mayAnswer(from) {
		return
	}
	if _, err := o.env.Door.Sendto(o.fd, o.reply(n), unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, from); err != nil {
		o.env.Tell("%v", fail.At("send", from.Shown(), err))
	}
}

// mayAnswer keeps two services from answering each other without end: a datagram from the port of a service is not answered.
func (o *responder) mayAnswer(from addr.Sockaddr) bool {
	const echo, daytime, quote, chargen, clock = 7, 13, 17, 19, 37
	switch p := port(from); {
	case o.service == Discard:
		return false
	case p == -1 && len(from) <= 2: // a UNIX socket without a name cannot be answered
		return false
	case slices.Contains([]int{0, echo, daytime, quote, chargen, clock, o.own}, p) && p >= 0:
		return false
	case o.beacon != nil && o.beacon.Sees(p):
		return false
	}
	return o.allows(from)
}

// allows counts an answer, and reports when a host has had too many.
func (o *responder) allows(from addr.Sockaddr) bool {
	if o.quota.Allow(from) {
		return true
	}
	if now := time.Now(); o.refused.IsZero() || now.Sub(o.refused) > refusedQuiet {
		o.refused = now
		o.env.Warn("%s is not answered for now: a host gets %d answers, then %d a second", from, QuotaBurst, QuotaRate)
	}
	return false
}

// refusedQuiet is how long after such a report there is no other.
const refusedQuiet = time.Minute

func port(sa addr.Sockaddr) int {
	if ip, ok := sa.IP(); ok {
		return int(ip.Port())
	}
	return -1
}

// reply is the answer to the n bytes in buf.
func (o *responder) reply(n int) []byte {
	switch o.service {
	case Echo:
		return o.buf[:n]
	case Chargen: // some lines: RFC 864 asks for up to 512 characters
		const most = 512 / lineBytes * lineBytes
		p, _ := o.lines.Receive(o.buf[:most])
		return p.Data
	case NoService, Discard, Daytime, Quote:
	}
	return text(o.env, o.service)
}
