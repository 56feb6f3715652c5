package serve

import (
	"golang.org/x/sys/unix"

	"sock/internal/pump"
	"sock/internal/session"
)

// toOthers passes on to every client what the other clients send. It is toAll with the clients in place of standard input.
type toOthers struct {
	toAll
	shut bool // the feed was full: clients are not read until half of it is sent
}

func (t *toOthers) start() error {
	t.feed = &pump.Feed{Most: feedMost, Messages: t.v.Listener.KeepsBoundaries(), Grown: t.grown, Shrunk: t.shrunk}
	return nil
}

// shrunk has the clients read again.
func (t *toOthers) shrunk() {
	if !t.shut {
		return
	}
	t.shut = false
	for _, c := range t.v.conns {
		t.v.pump.SinkReady(c.recv)
	}
}

// A voice is the sink of the lane from one client.
type voice struct {
	all *toOthers
	c   *client // which does not receive what it sends
}

// listen returns the lane from a client to the others.
func (t *toOthers) listen(c *client) *pump.Lane {
	messages := c.KeepsBoundaries()
	l := &pump.Lane{
		From: c.ends, To: &voice{t, c}, Size: session.LaneSize, Lines: !messages, Whole: messages,
		Reading: [2]string{"recv", c.What}, Writing: [2]string{"send", "the other clients"},
	}
	if messages {
		l.Size = session.LargestMessage
	}
	return l
}

// FD returns no descriptor: there is nothing to wait for but other lanes.
func (v *voice) FD() int { return -1 }

// Caps allows nothing beyond Send.
func (v *voice) Caps() pump.Caps { return pump.Caps{} }

// Eager reports true.
func (v *voice) Eager() bool { return true }

// Open reports whether there is room. What is sent while there is no other client is discarded.
func (v *voice) Open() bool { return !v.all.shut }

// Send takes everything, or nothing if the slowest client is too far behind.
func (v *voice) Send(b []byte) (int, error) {
	v.all.shut = v.all.shut || v.all.feed.Full()
	if v.all.shut {
		return 0, unix.EAGAIN
	}
	return v.all.feed.SendFrom(v.c.tap, b)
}

// Finish does nothing: the others go on.
func (v *voice) Finish() error { return nil }

// Hangup is never asked.
func (v *voice) Hangup() error { return nil }
