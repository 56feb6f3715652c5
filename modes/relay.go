package modes

import (
	"cmp"
	"math/rand/v2"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/serve"
	"sock/internal/session"
	"sock/internal/socket"
)

// Relay joins two ends: what one sends the other receives.
type Relay struct {
	Ends     [2]RelayEnd
	Rights   Confinement
	OneWay   OneWay
	Admits   serve.Admission // which clients the ENDs that listen serve, and how many
	Once     bool            // end with the first pair
	Ways     [2]RelayWay     // from the first end to the second, and back
	Seed     uint64          // of the faults that are random; 0: a random one
	Idle     env.Wait
	Deadline env.Wait
}

// An EndKind says how an end of a relay is made.
type EndKind int

// The kinds of ends.
const (
	EndConnect EndKind = iota // ADDRESS
	EndListen                 // listen:ADDRESS
	EndStdio                  // -
	EndFD                     // fd:N, held:NAME, pid:PID:N
	EndFDs                    // fd:IN,OUT
	EndExec                   // exec:COMMAND
	EndFile                   // file:PATH
	EndPty                    // pty:[LINK]
	EndTTY                    // tty:DEVICE[,SPEED]
)

// A RelayEnd is one end as the command line describes it.
type RelayEnd struct {
	Kind      EndKind
	Text      string // as it was typed
	Address   addr.Endpoint
	Spec      socket.Spec
	Limits    dial.Limits
	Listening socket.Listening
	Ref       ref.Ref
	opened    ref.Opened     // the socket of Ref
	borrowed  *socket.Socket // and that socket, if it listens
	In, Out   int
	Command   []string
	Path      string // of a file, a device, or the link of a pseudo-terminal
	Speed     uint32 // of a device; 0: as it is
	Pty       bool   // the COMMAND has a pseudo-terminal
}

// OneWay restricts a relay to one direction.
type OneWay int

// The directions.
const (
	BothWays OneWay = iota
	There           // 1>2
	Back            // 2>1
)

// A RelayWay is what is done to the bytes of one direction.
type RelayWay struct {
	Rate   int64 // bytes a second; 0: no limit
	Faults session.Faults
}

// reorderDelay is how much later messages arrive, without --delay, than those that overtake them.
const reorderDelay = 10 * time.Millisecond

// A relaying is a Relay while it runs.
type relaying struct {
	*Relay
	env   *env.Env
	pump  *pump.Pump
	start time.Time
	pairs uint64 // made so far: each has random numbers of its own
	// faults are those of Ways, with their seed.
	faults [2]session.Faults
	err    error // of the one pair

	rights    *confined
	listeners []*socket.Socket // of the ends that listen
}

// Run joins the ends until both directions of the pair are done, or, with an end that listens, until a limit or a signal.
func (r *Relay) Run(env *env.Env) error {
	v := &relaying{Relay: r, env: env, pump: pump.New(env.Door), start: time.Now()}
	v.seed()
	v.pump.Idle = r.Idle.OrNever()
	v.pump.Deadline = r.Deadline.From(v.start)
	near, far := &r.Ends[0], &r.Ends[1]
	if err := r.Admits.Prepare(env); err != nil {
		return err
	}
	defer r.Admits.Settle()
	rights, err := r.Rights.lookUp()
	if err := cmp.Or(err, near.fetch(env), far.fetch(env)); err != nil {
		return err
	}
	v.rights = rights
	if near.Kind != EndListen && far.Kind == EndListen {
		return v.turned()
	}
	if near.Kind == EndListen {
		if near.Spec.Kind.Connectionless() {
			return v.flows(near, far)
		}
		return v.serve(near, far, false)
	}
	if r.Rights != (Confinement{}) {
		return fail.Usagef("--user, --group, --chroot and --sandbox need an END that listens")
	}
	return v.single()
}

// turned serves a relay whose second end listens: the same, in the other direction.
func (v *relaying) turned() error { return v.serve(&v.Ends[1], &v.Ends[0], true) }

// single joins two ends of which none listens.
func (v *relaying) single() error {
	near, err := v.opener(&v.Ends[0])
	if err != nil {
		return err
	}
	far, err := v.opener(&v.Ends[1])
	if err != nil {
		return err
	}
	v.pump.Stays = true
	v.pump.After(0, func() error { return v.open(near, far) })
	return cmp.Or(v.pump.Run(), v.err)
}

// open opens both ends and joins them.
func (v *relaying) open(near, far session.Opener) error {
	return near.Open(func(one *session.End, err error) error {
		if err != nil {
			return v.over(err)
		}
		return far.Open(func(two *session.End, err error) error {
			if err != nil {
				one.GiveUp()
				return v.over(err)
			}
			p := v.pair(one, two)
			p.Over = func(err error) error {
				p.Report(v.start)
				return v.over(err)
			}
			p.Start()
			return nil
		})
	})
}

// over ends the loop with the result of the one pair.
func (v *relaying) over(err error) error {
	v.err = err
	v.pump.Stop()
	return nil
}

// begin makes the listener of one end and what makes the other, and gives up rights.
func (v *relaying) begin(at, other *RelayEnd) (listener *socket.Socket, far session.Opener, err error) {
	if listener, err = v.listen(at); err != nil {
		return nil, nil, err
	}
	if far, err = v.opener(other); err == nil {
		err = v.confine()
	}
	if err != nil {
		listener.Close(v.env)
	}
	return listener, far, err
}

// serve accepts connections at one end and opens the other for each.
func (v *relaying) serve(at, other *RelayEnd, turned bool) error {
	listener, far, err := v.begin(at, other)
	if err != nil {
		return err
	}
	defer listener.Close(v.env)
	n := serve.Relay{
		Env: v.env, Pump: v.pump, Acceptor: at.acceptor(v.env, &v.pump.Loop, listener).Obey(&v.Admits), Far: far, Once: v.Once,
		Accepted: at.accepted(v.env, listener),
		Join: func(near, far *session.End) *session.Pair {
			if turned {
				return v.pair(far, near)
			}
			return v.pair(near, far)
		},
	}
	if _, one := far.(session.Existing); one {
		n.Once = true
	}
	return n.Run()
}

// flowIdle is how long a sender of datagrams may be silent until its socket is closed, without --idle.
const flowIdle = time.Minute

// flows relays the datagrams that arrive at an end, with a socket of their own for each sender.
func (v *relaying) flows(at, other *RelayEnd) error {
	listener, far, err := v.begin(at, other)
	if err != nil {
		return err
	}
	defer listener.Close(v.env)
	idle := v.pump.Idle
	if v.pump.Idle = 0; idle == 0 {
		idle = flowIdle
	}
	n := serve.Flows{
		Env: v.env, Pump: v.pump, Listener: listener, Far: far, Idle: idle, There: v.there, Back: v.back,
		Admits: v.Admits.Datagrams(),
	}
	return n.Run()
}

// accepted returns what makes a socket of a connection.
func (e *RelayEnd) accepted(env *env.Env, listener *socket.Socket) func(fd int, peer addr.Sockaddr) (*socket.Socket, error) {
	return func(fd int, peer addr.Sockaddr) (*socket.Socket, error) {
		return e.Spec.Accepted(env, listener, fd, peer)
	}
}

// pair returns two ends that are to be joined.
func (v *relaying) pair(one, two *session.End) *session.Pair {
	return &session.Pair{Env: v.env, Pump: v.pump, Near: one, Far: two, There: v.there(), Back: v.back()}
}

// there returns the first direction of a new pair, nil if nothing is moved that way.
func (v *relaying) there() *session.Way {
	v.pairs++
	if v.OneWay == Back {
		return nil
	}
	return v.way(0)
}

// back returns the second direction of the latest pair, nil if nothing is moved that way.
func (v *relaying) back() *session.Way {
	if v.OneWay == There {
		return nil
	}
	return v.way(1)
}

func (v *relaying) way(direction int) *session.Way {
	rate, faults := v.Ways[direction].Rate, &v.faults[direction]
	w := &session.Way{Which: 2*v.pairs + uint64(direction)}
	if rate > 0 {
		w.Limit = pump.NewRate(rate)
	}
	if *faults != (session.Faults{}) {
		w.Faults = faults
	}
	return w
}

// seed gives both directions the seed of their random faults, and reports one that it has chosen, for a run that repeats this one.
func (v *relaying) seed() {
	v.faults = [2]session.Faults{v.Ways[0].Faults, v.Ways[1].Faults}
	if !v.faults[0].Random() && !v.faults[1].Random() {
		return
	}
	seed := v.Seed
	if seed == 0 {
		seed = uint64(rand.Uint32()) + 1
		v.env.Tell("--seed %d repeats this run", seed)
	}
	for i := range v.faults {
		f := &v.faults[i]
		f.Seed = seed
		if f.Reorder > 0 && f.Delay == 0 {
			f.Delay = reorderDelay
		}
	}
}

// opener returns what makes an end. What exists already, or can be only once, is opened here.
func (v *relaying) opener(e *RelayEnd) (session.Opener, error) {
	switch e.Kind {
	case EndConnect:
		whole := env.Deadline{At: v.pump.Deadline}
		d := &dial.Dialer{Spec: &e.Spec, Limits: &e.Limits, End: whole}
		return &session.Connecting{Env: v.env, Loop: &v.pump.Loop, Dialer: d, To: e.Address}, nil
	case EndListen:
		listener, err := v.listen(e)
		if err != nil {
			return nil, err
		}
		m := &serve.Meeting{Env: v.env, Acceptor: e.acceptor(v.env, &v.pump.Loop, listener).Obey(&v.Admits), Accepted: e.accepted(v.env, listener)}
		m.Start()
		return m, nil
	case EndExec:
		return &session.Program{Env: v.env, Loop: &v.pump.Loop, Command: e.Command, Pty: e.Pty}, nil
	}
	end, err := e.existing(v.env, e == &v.Ends[0])
	return session.Existing{End: end}, err
}

// existing opens an end of which there is one.
func (e *RelayEnd) existing(env *env.Env, first bool) (*session.End, error) {
	switch e.Kind {
	case EndStdio:
		if err := env.NeedIn(); err != nil {
			return nil, err
		}
		if err := env.NeedOut(); err != nil {
			return nil, err
		}
		return session.Stdio(env), nil
	case EndFDs:
		return session.Descriptors(env, e.In, e.Out, e.Text), nil
	case EndFile:
		if first {
			return session.ReadFile(env, e.Path)
		}
		return session.WriteFile(env, e.Path)
	case EndPty:
		return session.Pty(env, e.Path, e.Listening.Unlink)
	case EndTTY:
		return session.TTY(env, e.Path, e.Speed)
	}
	opened := e.opened
	if env.Door.FileType(opened.FD) != unix.S_IFSOCK {
		return session.Descriptors(env, opened.FD, opened.FD, e.Text), nil
	}
	kind, err := socket.KindOf(env, opened.FD)
	if err != nil {
		return nil, err
	}
	s := &socket.Socket{FD: opened.FD, Kind: kind, What: e.Text, Shared: true}
	end := session.SocketEnd(env, s)
	end.Close = func() { opened.Close(env.Door) }
	return end, nil
}
