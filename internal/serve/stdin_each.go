package serve

import (
	"time"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/session"
	"sock/internal/sys"
)

// toEach sends a file to each client. The connection then ends in order: a close(2) with something unread, or before
// everything is acknowledged, could have the kernel reset it and destroy the answer.
type toEach struct {
	toNone
	v  *Clients
	at int64 // where in the file standard input stood
}

const (
	// quietTime is how long a client that was sent everything may send nothing before its connection is closed.
	quietTime = 2 * time.Second
	// quietLook is how often a client is looked at then.
	quietLook = 250 * time.Millisecond
)

func (t *toEach) start() (err error) {
	t.at, err = t.v.Env.Door.Position(t.v.Env.In)
	return fail.At("lseek", "standard input", err)
}

func (t *toEach) join(c *client) {
	t.v.feed(c, &pump.FileAt{Door: t.v.Env.Door, Fd: t.v.Env.In, At: t.at})
}

// holds reports whether the client has still to receive some of the file.
func (t *toEach) holds(c *client) bool {
	return !c.fed || c.send.Err() == nil && !c.lost && t.unacknowledged(c)
}

func (t *toEach) unacknowledged(c *client) bool {
	left, err := t.v.Env.Door.Unsent(c.FD)
	return t.answered(c, "SIOCOUTQ", err) && left > 0
}

// answered reports whether the kernel has answered a question about a client. A client about which it fails is not waited for.
func (t *toEach) answered(c *client, what string, err error) bool {
	if err != nil && !sys.Untold(err) && !c.lost {
		t.v.report(c, fail.At("ioctl", what, err))
		c.lost = true
	}
	return err == nil
}

// drop notes that the file was sent.
func (t *toEach) drop(c *client) {
	if c.fed && !c.closed && c.since.IsZero() {
		c.since = time.Now()
		t.look(c)
	}
}

// look ends the connection of a client when it has the file and its request has been read.
func (t *toEach) look(c *client) {
	switch now := time.Now(); {
	case c.closed:
		return
	case c.over:
		if err := c.Gone(t.v.Env); err != nil {
			t.v.report(c, c.Undelivered(t.v.Env, fail.At("send", c.What, err)))
			c.lost = true
		}
		t.v.release(c)
	case c.recv.Received != c.had || !c.recv.Settled() || t.unread(c) || t.unacknowledged(c):
		c.since, c.had = now, c.recv.Received
	case t.v.Cat.EOF != session.EOFKeep && now.Sub(c.since) >= t.quiet():
		t.v.expel(c)
	}
	t.v.pump.After(quietLook, func() error {
		t.look(c)
		return nil
	})
}

// quiet is how long a client may send nothing: --linger, if it is given.
func (t *toEach) quiet() time.Duration {
	if t.v.Cat.Linger.Limited() {
		return t.v.Cat.Linger.Most()
	}
	return quietTime
}

// unread reports whether the kernel has something that the client has sent.
func (t *toEach) unread(c *client) bool {
	n, err := t.v.Env.Door.Queued(c.FD)
	return t.answered(c, "SIOCINQ", err) && n > 0
}
