package serve

import (
	"time"

	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/show"
	"sock/internal/socket"
)

// Clients are all connections of a listener in one loop: what clients send goes to standard output, and standard
// input to the clients that its feeder chooses.
type Clients struct {
	Env      *env.Env
	Spec     *socket.Spec
	Cat      *session.Cat
	Stdin    StdinRule
	Broker   bool // every client receives what the others send; standard input and output are not used
	Admits   *Admission
	Listener *socket.Socket

	pump      *pump.Pump
	acceptor  *Acceptor
	input     feeder
	conns     []*client
	onPayload func()        // is called when payload arrives, if not nil
	gone      session.Moved // by clients that have left
	until     time.Time     // when --linger is over; zero: never, or not yet known
	faults    faults
}

// A client is one connection, the lane from it, and the lane to it.
type client struct {
	*socket.Socket
	ends   pump.Socket // the socket as lanes see it
	recv   *pump.Lane
	send   *pump.Lane // of standard input; nil if the client has none of its own
	index  int        // in conns
	over   bool       // it has sent everything
	fed    bool       // it was sent everything, or takes no more
	lost   bool       // it was reset before it had acknowledged everything
	failed bool       // it is one of the faults
	closed bool

	tap   *pump.Tap // the source of send; nil if it is none
	since time.Time // when it was over, fed, or last sent something, for its feeder
	had   int64     // bytes sent or received then
	slow  time.Time // since when it has been far behind the other clients; zero: it is not
	took  int64     // how much of standard input it had taken then
}

// A feeder passes standard input on to clients.
type feeder interface {
	start() error         // before the first client
	join(c *client)       // c has connected
	received(c *client)   // c has sent something
	left(c *client)       // c has sent everything
	holds(c *client) bool // c, which has sent everything, still waits for standard input
	drop(c *client)       // c is sent nothing more
	free() *client        // a client that only waits, to be given up for a new one; nil if there is none
	sent() int64          // bytes that no client's own lane has counted
}

// feed begins to send c what source brings.
func (v *Clients) feed(c *client, source pump.Source) {
	c.send = v.Cat.Sender(v.Env, c.Socket, c.ends)
	c.send.From, c.send.Isolated, c.send.Unwatched = source, true, true
	c.send.Ended = func() { v.fed(c) }
	if c.tap != nil { // it was framed, and held to the rate, on its way there
		c.send.Cut, c.send.Convert, c.send.Limit = nil, nil, nil
	}
	v.pump.Add(c.send)
	v.pump.SourceReady(c.send)
}

// received notes when the first client sent something, and informs the feeder.
func (v *Clients) received(c *client) {
	if v.gone.First.IsZero() {
		v.gone.First = c.recv.First
	}
	if v.onPayload != nil {
		v.onPayload()
	}
	v.input.received(c)
}

// fed notes that c was sent everything, or takes no more.
func (v *Clients) fed(c *client) {
	c.fed = true
	if err := c.send.Err(); err != nil && !c.closed {
		if c.recv.Err() == nil { // one report of a reset is enough
			v.Env.Warn("%v", err)
		}
		v.faults.add(c, err)
		c.Abort(v.Env)
	}
	v.input.drop(c)
	v.release(c)
}

// left notes that c has sent everything. If it was standard output that failed, the loop ends anyway.
func (v *Clients) left(c *client) {
	if !c.recv.Isolated {
		return
	}
	c.over = true
	if err := c.recv.Err(); err != nil {
		v.report(c, err)
		v.part(c)
	}
	v.input.left(c)
	v.release(c)
}

// part stops sending to a client.
func (v *Clients) part(c *client) {
	if c.send != nil {
		v.pump.GiveUp(c.send)
	}
	v.input.drop(c)
}

// expel ends a connection though the client has not ended its direction. What it has sent so far is written first.
func (v *Clients) expel(c *client) {
	v.part(c)
	if !c.recv.Settled() {
		v.pump.After(expelPause, func() error {
			v.expel(c)
			return nil
		})
		return
	}
	v.pump.GiveUp(c.recv)
}

// expelPause is how often sock looks whether the last bytes of a client are written.
const expelPause = 100 * time.Millisecond

// release closes the connection of a client that has sent everything, unless it still waits for standard input.
func (v *Clients) release(c *client) {
	if c == nil || c.closed || !c.over || v.input.holds(c) {
		return
	}
	c.closed = true
	v.gone.Received += c.recv.Received
	if c.send != nil {
		v.gone.Sent += c.send.Sent
	}
	v.pump.Forget(c.FD)
	c.Close(v.Env)
	v.farewell(c)
	v.acceptor.Left(c.FD)
	end := len(v.conns) - 1
	v.conns[c.index] = v.conns[end]
	v.conns[c.index].index = c.index
	v.conns = v.conns[:end]
	v.input.drop(c)
}

// farewell reports under -v that a client's connection has ended, and what was moved. What was sent to a client without
// a lane of its own is not known.
func (v *Clients) farewell(c *client) {
	if c.send == nil {
		v.Env.Tell("%s ended: %s received", c.What, show.ByteCount(int(c.recv.Received)))
		return
	}
	v.Env.Tell("%s ended: %s received, %s sent", c.What, show.ByteCount(int(c.recv.Received)), show.ByteCount(int(c.send.Sent)))
}

// report prints the error of a client, and counts it.
func (v *Clients) report(c *client, err error) {
	v.Env.Warn("%v", err)
	v.faults.add(c, err)
}

// ended applies the rules for the end of standard input.
func (v *Clients) ended() {
	switch {
	case v.Cat.EOF == session.EOFQuit:
		v.pump.Stop()
	case v.Cat.Linger.Limited():
		v.until = v.Cat.Linger.From(time.Now())
		v.pump.StopAt(v.until)
	}
}
