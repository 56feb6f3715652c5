package serve

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/show"
)

// toAll passes standard input on to every client that is connected. While there is none, sock does not read it.
//
// The clients share what some of them have still to be sent. When that is feedMost the next bytes wait for the slowest
// client, but not for one that hardly takes anything while others wait: that one is dropped.
type toAll struct {
	toNone
	v      *Clients
	input  *pump.Lane
	feed   *pump.Feed
	full   bool      // the feed was full since clients were looked at
	looks  bool      // they will be looked at
	done   bool      // the end of standard input has been passed on to all
	warned time.Time // when a client that is dropped for a new one was last reported
}

const (
	// feedMost is how many bytes a client may be behind the others.
	feedMost = 1 << 20
	// slowMost is how many of them it has to take in slowTime while another client waits.
	slowMost = feedMost / 2
	slowTime = 5 * time.Second
	// slowLook is how often clients are looked at.
	slowLook = slowTime / 10
)

func (t *toAll) start() error {
	t.feed = &pump.Feed{Most: feedMost, Messages: t.v.Listener.KeepsBoundaries(), Grown: t.grown}
	t.input = t.v.Cat.Sender(t.v.Env, t.v.Listener, t.feed)
	t.input.Unwatched = true
	t.v.pump.Lanes = append(t.v.pump.Lanes, t.input)
	return nil
}

func (t *toAll) join(c *client) {
	c.tap = t.feed.Tap()
	t.v.feed(c, c.tap)
}

// grown has every client sent what is new.
func (t *toAll) grown() {
	for _, c := range t.v.conns {
		if c.tap != nil {
			t.v.pump.SourceReady(c.send)
		}
	}
	t.full = t.full || t.feed.Full()
	if t.full && !t.looks {
		t.look()
	}
	t.finished()
}

// holds reports whether standard input may still bring something for the client.
func (t *toAll) holds(c *client) bool { return !c.fed }

func (t *toAll) drop(c *client) {
	if c.tap != nil {
		c.tap.Close()
		c.tap = nil
		t.finished()
	}
}

// finished applies the rules for the end of standard input when every client was sent everything.
func (t *toAll) finished() {
	if !t.done && t.feed.Done() {
		t.done = true
		t.v.ended()
	}
}

// left has the kernel find out whether a client that has ended its direction is still there to receive.
func (t *toAll) left(c *client) {
	if c.fed || c.recv.Err() != nil {
		return
	}
	c.since, c.had = time.Now(), c.send.Sent
	t.v.pump.AddWatch(&loop.Watch{FD: c.FD, Ready: func() error {
		t.v.part(c)
		return nil
	}})
	if c.IsTCP() && !t.v.Spec.Sets("SO_KEEPALIVE") {
		_ = t.v.Env.Door.SetsockoptInt(c.FD, unix.SOL_SOCKET, unix.SO_KEEPALIVE, 1)
		_ = t.v.Env.Door.SetsockoptInt(c.FD, unix.IPPROTO_TCP, unix.TCP_KEEPIDLE, keepIdle)
	}
}

// keepIdle is after how many seconds the kernel asks for a client that has ended its direction. One that has closed the
// connection altogether looks the same for as long as its kernel remembers it, a minute on Linux.
const keepIdle = 30

// free returns the client that ended its direction first and has taken nothing since: most likely it is gone.
func (t *toAll) free() (first *client) {
	for _, c := range t.v.conns {
		if c.over && !c.fed && c.send.Sent == c.had && (first == nil || c.since.Before(first.since)) {
			first = c
		}
	}
	if first != nil {
		t.report(first)
	}
	if first != nil && first.tap.Behind() > 0 {
		t.v.faults.add(first, &fail.Call{Name: "accept", What: t.v.Listener.What, Err: unix.EMFILE, Why: first.What + " was dropped"})
	}
	return first
}

// report reports a client that is dropped for another, once a minute without -v.
func (t *toAll) report(c *client) {
	const text = "%s is dropped: it has ended its direction and received nothing since, and a descriptor is needed"
	if now := time.Now(); t.warned.IsZero() || now.Sub(t.warned) > time.Minute {
		t.warned = now
		t.v.Env.Warn(text, c.What)
		return
	}
	t.v.Env.Tell(text, c.What)
}

// look drops clients that hold up others.
func (t *toAll) look() {
	now, waits := time.Now(), slices.ContainsFunc(t.v.conns, func(c *client) bool { return c.tap != nil && c.tap.Idle() })
	for _, c := range slices.Clone(t.v.conns) {
		if c.tap == nil {
			continue
		}
		took := c.tap.Took()
		switch {
		case c.tap.Behind() < slowMost:
			c.slow = time.Time{}
		case c.slow.IsZero() || took-c.took >= slowMost:
			c.slow, c.took = now, took
		case waits && now.Sub(c.slow) >= slowTime:
			t.v.Env.Warn("%s is dropped: it took %s in %s, and other clients wait", c.What, show.ByteCount(int(took-c.took)), slowTime)
			t.v.faults.add(c, fail.TimedOut("send", c.What, "dropped because other clients waited"))
			c.Abort(t.v.Env)
			t.v.expel(c)
		}
	}
	t.looks = t.full
	t.full = t.feed.Full()
	if t.looks {
		t.v.pump.After(slowLook, func() error {
			t.look()
			return nil
		})
	}
}
