package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/serve"
	"sock/internal/socket"
)

// Check refuses values that cannot be combined.
func (c *Connect) Check() error {
	if err := c.Cat.Check(); err != nil {
		return err
	}
	return c.Cat.Suits(c.Kind)
}

// Check refuses values that cannot be combined, and those that the kind of socket does not support.
func (l *Listen) Check() error {
	if err := l.checkKind(l.Kind.Connectionless()); err != nil {
		return err
	}
	if err := l.Admits.Check(l.Kind); err != nil || l.Serve != serve.NoService {
		return err
	}
	if err := l.Cat.Check(); err != nil {
		return err
	}
	return l.Cat.Suits(l.Kind)
}

func (l *Listen) checkKind(datagram bool) error {
	const datagrams = "a datagram socket"
	waits := l.Timeout.Limited()
	switch {
	case l.Rights.Given() && l.Kind.Family != unix.AF_UNIX:
		return fail.Usagef("%s", socket.NeedsPath)
	case l.Unlink && l.Kind.Family != unix.AF_UNIX:
		return fail.Usagef("--unlink needs a UNIX socket")
	case l.Lock && !datagram:
		return fail.Usagef("--lock needs %s", datagrams)
	case waits && l.Target.Hold != "" && !l.Lock:
		return fail.NotWith("--timeout", "--hold", "sock accept waits")
	case l.Serve != serve.NoService && !l.Keep && !datagram:
		return fail.Usagef("--serve needs --keep")
	case l.Serve != serve.NoService && l.Kind.Type == unix.SOCK_SEQPACKET:
		return fail.NotWith("--serve", "a seqpacket socket", "")
	case l.Serve != serve.NoService:
		return nil
	case datagram && l.Keep:
		return fail.NotWith("--keep", datagrams, "a datagram socket receives from every sender already")
	case datagram && waits && (!l.Lock || l.Target.Hold == "" && len(l.Target.Command) == 0):
		return fail.NotWith("--timeout", datagrams, "it has no accept4(2) to wait for: --idle and --deadline are its limits")
	}
	return nil
}

// Check refuses values that cannot be combined.
func (c *Send) Check() error {
	switch {
	case c.Reply == nil:
		return nil
	case c.Reply.Match != nil && c.Reply.Count > 1:
		return fail.NotWith("--match", "--reply=N", "")
	}
	return c.Reply.Check()
}

// Check returns a usage error for what contradicts itself.
func (r *Relay) Check() error {
	one, two := r.Ends[0], r.Ends[1]
	switch {
	case one.Kind == EndStdio && two.Kind == EndStdio:
		return fail.Usagef("only one END can be standard input and output")
	case one.Kind == EndFile && r.OneWay == Back, two.Kind == EndFile && r.OneWay == Back:
		return fail.Usagef("a file is read as the first END and written as the second")
	}
	if err := r.checkAdmission(); err != nil {
		return err
	}
	messages := one.keepsBoundaries() && two.keepsBoundaries()
	for _, w := range r.Ways {
		switch {
		case w.Faults.OfMessages() && !messages:
			return fail.Usagef("--drop, --duplicate, --reorder and --corrupt are for messages: both ENDs must be datagram or seqpacket sockets")
		case w.Faults.OfStreams() && messages:
			return fail.Usagef("--chunk, --cut-after, --reset-after and --stall-after are for streams, and both ENDs keep the borders of messages")
		case w.Rate > 0 && one.Kind == EndListen && one.Spec.Kind.Connectionless():
			return fail.Usagef("--rate is for connections, and the first END receives datagrams of many senders")
		}
	}
	return nil
}

// checkAdmission refuses limits and rules that no END that listens can apply. Whether a descriptor listens shows only when it is used.
func (r *Relay) checkAdmission() error {
	listens := false
	for _, e := range r.Ends {
		listens = listens || e.Kind == EndListen || e.Kind == EndFD
		if e.Kind == EndListen {
			if err := r.Admits.Check(e.Spec.Kind); err != nil {
				return err
			}
		}
	}
	if !listens && r.Admits.Limits() {
		return fail.Usagef("--max, --count, --allow and the like are for clients, and no END listens")
	}
	return nil
}

// keepsBoundaries reports whether an end is known to carry messages. What a descriptor is shows only when it is used.
func (e *RelayEnd) keepsBoundaries() bool {
	switch e.Kind {
	case EndConnect, EndListen:
		return e.Spec.Kind.Type != unix.SOCK_STREAM
	case EndFD:
		return true
	}
	return false
}
