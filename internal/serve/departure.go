package serve

import (
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/session"
	"sock/internal/socket"
	"sock/internal/sys"
)

// A departure is the orderly end of a connection whose COMMAND has ended. To close it at once could destroy the answer: what
// the client has sent and COMMAND has not read, or what arrives now, has the kernel reset the connection. sock ends its
// direction and discards what the client sends, until that ends too, is quiet, or takes too long.
type departure struct {
	*socket.Socket
	all    *departures
	lane   *pump.Lane
	had    int64     // bytes received when it was looked at last
	since  time.Time // when the client sent something last
	unsent int       // bytes that the client had not acknowledged then
	until  time.Time // when it ends anyway
}

// departures are those of one server, the oldest first.
type departures struct {
	env    *env.Env
	pump   *pump.Pump
	source func(s *socket.Socket) pump.Source // reads what a client still sends
	list   []*departure
	over   func() // is called when one has ended
}

// departTime is how long a departure lasts at most while the client acknowledges nothing.
const departTime = 10 * time.Second

// depart ends the connection of a COMMAND that has ended. If a process that COMMAND has started still has the connection,
// it stays with that process.
func (n *departures) depart(c sys.Child, s *socket.Socket) {
	if ref.HeldSince(s.FD, c.Pid) || !n.finish(s) {
		s.Close(n.env)
		return
	}
	now := time.Now()
	d := &departure{Socket: s, all: n, since: now, until: now.Add(departTime)}
	d.lane = &pump.Lane{
		From: n.source(s), To: pump.Nowhere{}, Size: session.LaneSize, Isolated: true, Unwatched: true,
		Reading: [2]string{"recv", s.What}, Ended: d.ended,
	}
	n.list = append(n.list, d)
	n.pump.Add(d.lane)
	d.look()
}

// finish ends sock's direction, and reports whether the client may still send. A connection that is gone needs no end.
func (n *departures) finish(s *socket.Socket) bool {
	err := n.env.Door.Shutdown(s.FD, unix.SHUT_WR)
	if err != nil && !fail.Is(err, unix.ENOTCONN) {
		n.env.Warn("%v", fail.At("shutdown", s.What, err))
	}
	return err == nil
}

// ended closes the connection. An error of it ends no other.
func (d *departure) ended() {
	if err := d.lane.Err(); err != nil {
		d.all.env.Tell("%v", err)
	}
	if i := slices.Index(d.all.list, d); i >= 0 {
		d.all.list = slices.Delete(d.all.list, i, i+1)
		d.all.pump.Forget(d.FD)
		d.Close(d.all.env)
		d.all.over()
	}
}

// look ends the departure if the client has everything and is quiet, or if it takes too long.
func (d *departure) look() {
	now := time.Now()
	unsent, err := d.all.env.Door.Unsent(d.FD)
	if err != nil && !sys.Untold(err) {
		d.all.env.Warn("%v", fail.At("ioctl", "SIOCOUTQ", err)) // whether the client has everything is unknown
	}
	if unsent < d.unsent {
		d.until = now.Add(departTime)
	}
	if d.lane.Received != d.had {
		d.since = now
	}
	d.had, d.unsent = d.lane.Received, unsent
	if err != nil || now.After(d.until) || unsent == 0 && now.Sub(d.since) >= quietTime {
		d.all.pump.GiveUp(d.lane)
		return
	}
	d.all.pump.After(quietLook, func() error {
		if slices.Contains(d.all.list, d) {
			d.look()
		}
		return nil
	})
}

// free ends the oldest departure, when a descriptor is missing for a new connection.
func (n *departures) free() bool {
	if len(n.list) == 0 {
		return false
	}
	d := n.list[0]
	n.pump.GiveUp(d.lane)
	d.ended()
	return true
}
