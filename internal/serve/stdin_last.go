package serve

import (
	"slices"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// toLast passes standard input on to the client that sent last. It is the sink of the lane from there.
type toLast struct {
	toNone
	v     *Clients
	input *pump.Lane
	last  *client // that sent last
	to    *client // that is being answered: an answer that was begun for a client is finished for it
	rest  int     // how much of that answer is left
	ended bool    // standard input has
}

func (t *toLast) start() error {
	t.input = t.v.Cat.Sender(t.v.Env, t.v.Listener, t)
	t.input.Unwatched = true
	t.input.Ended = t.v.ended
	t.v.pump.Lanes = append(t.v.pump.Lanes, t.input)
	return nil
}

func (t *toLast) join(c *client) {
	if t.ended {
		t.finish(c)
	}
}

// received notes which client sent last. An end of file alone does not count.
func (t *toLast) received(c *client) {
	old := t.last
	t.last = c
	t.v.release(old)
}

// holds reports whether the client is still to be answered: the one that sent last stays until another sends or
// standard input ends.
func (t *toLast) holds(c *client) bool {
	return t.last == c && !t.ended || t.to == c && t.rest > 0
}

// drop gives up answering a client.
func (t *toLast) drop(c *client) {
	if t.last == c {
		t.last = nil
	}
	if t.to == c && t.rest > 0 {
		t.rest = 0
		t.input.Discard()
	}
}

// free returns the client that sent last, if it has ended: a new client may be the next to be answered.
func (t *toLast) free() *client {
	if c := t.last; c != nil && c.over && (t.to != c || t.rest == 0) {
		return c
	}
	return nil
}

func (t *toLast) sent() int64 { return t.input.Sent }

// FD returns the descriptor of the client that is answered. There may be none: poll(2) passes over -1.
func (t *toLast) FD() int {
	switch {
	case t.rest > 0:
		return t.to.FD
	case t.last != nil:
		return t.last.FD
	}
	return -1
}

// Caps allows nothing beyond Send: each piece goes to one of many clients.
func (t *toLast) Caps() pump.Caps { return pump.Caps{} }

// Eager reports true: the clients are sockets.
func (t *toLast) Eager() bool { return true }

// Open reports whether there is a client to answer.
func (t *toLast) Open() bool { return t.last != nil }

// Send answers the client that sent last. A client that takes no more loses only its own answer.
func (t *toLast) Send(b []byte) (int, error) {
	if t.rest == 0 {
		t.to, t.rest = t.last, len(b)
	}
	n, err := t.to.ends.Send(b)
	switch {
	case fail.Is(err, unix.EAGAIN):
		return 0, err
	case err != nil:
		t.v.report(t.to, fail.At("send", t.to.What, err))
		t.rest, n = 0, len(b)
		t.drop(t.to)
	default:
		t.rest -= n
	}
	t.v.release(t.to)
	return n, nil
}

// Hangup returns nil: the lane from the client reports it.
func (t *toLast) Hangup() error { return nil }

// Finish passes the end of standard input on to every client, those that connect later included.
func (t *toLast) Finish() error {
	t.ended = true
	for _, c := range slices.Backward(t.v.conns) { // from the end: one that is released gives its place to the last
		t.finish(c)
		t.v.release(c)
	}
	return nil
}

// finish passes the end of standard input on to one client.
func (t *toLast) finish(c *client) {
	if err := c.ends.Finish(); err != nil {
		t.v.report(c, fail.At("shutdown", c.What, err))
	}
}
