package serve

import (
	"fmt"
	"time"

	"sock/internal/env"
	"sock/internal/session"
)

// faults are the clients that have failed. A failed client does not end the server, but the first decides its exit status.
type faults struct {
	clients int // that have connected
	failed  int
	first   error
}

// add counts a client, once, for which a call has failed.
func (f *faults) add(c *client, err error) {
	if c.failed {
		return
	}
	c.failed = true
	f.failed++
	if f.first == nil {
		f.first = err
	}
}

// report prints the error of a client, and counts it.
func (v *Clients) report(c *client, err error) {
	v.Env.Warn("%v", err)
	v.faults.add(c, err)
}

// failure returns the error of the first client that has failed, nil if none has.
func (v *Clients) failure() error {
	if v.faults.first == nil {
		return nil
	}
	return fmt.Errorf("%d of %d clients failed, the first because of %w", v.faults.failed, v.faults.clients, v.faults.first)
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

// deliver waits until the clients' kernels have what was sent, if the end of standard input has ended sock.
func (v *Clients) deliver(halted func() bool) {
	lingered := !v.until.IsZero() && !time.Now().Before(v.until)
	if v.Cat.EOF != session.EOFQuit && !lingered {
		return
	}
	for _, c := range v.conns {
		if err := c.Delivered(v.Env, v.limit(), halted); err != nil && !c.failed {
			v.report(c, err)
		}
	}
}

// limit is when --deadline or --linger ends the wait for the clients' kernels; zero is never. --linger 0 does not end it.
func (v *Clients) limit() time.Time {
	limit := env.Deadline{At: v.pump.Deadline}
	if v.Cat.Linger.Most() > 0 {
		limit = limit.Or(env.Deadline{At: v.until})
	}
	return limit.At
}
