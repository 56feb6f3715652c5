package modes

import (
	"errors"
	"slices"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// Dial says how to connect.
type Dial struct {
	socket.Spec
	Timeout env.Wait // for the look-up and all attempts of one round together
	Retry   env.Wait // for all rounds together; without a limit there is one round

	until env.Deadline // when the whole command must be over; zero: never

	bare  bool // do not wait for a connect that goes on in the background
	probe bool // ask a UDP port whether it is open: connect(2) sends nothing
}

// limit is when a call that begins now has to be over; zero is never.
func (d *Dial) limit() time.Time { return d.Timeout.From(time.Now()) }

// limited reports whether anything bounds connect(2), which is then made on a non-blocking socket.
func (d *Dial) limited() bool { return d.Timeout.Limited() || d.Retry.Limited() || d.until.Set() }

// round is the end of a round that begins now and is over by end.
func (d *Dial) round(end env.Deadline) env.Deadline { return answerBy(&d.Timeout).Or(end) }

// lookUpLimit is the end of a look-up that begins now and is all that a command waits for before its call.
func (d *Dial) lookUpLimit() env.Deadline { return d.round(answerBy(&d.Retry)) }

// answerBy is the end of a wait for the peer that begins now.
func answerBy(w *env.Wait) env.Deadline { return w.Deadline(time.Now(), "no answer") }

// retried are the errors worth retrying.
var retried = []unix.Errno{
	unix.ECONNREFUSED, unix.ENOENT, unix.ETIMEDOUT, unix.EHOSTUNREACH, unix.ENETUNREACH, unix.EAGAIN,
}

// worthRetrying reports whether another round may end better.
func worthRetrying(err error) bool {
	var name *fail.Name
	return fail.Is(err, retried...) || errors.As(err, &name) && name.Later
}

// The pause between rounds doubles from the first to the longest.
const (
	firstPause   = 10 * time.Millisecond
	longestPause = 500 * time.Millisecond
)

// connect makes a socket and connects it to the first address of e that answers, in one round or as many as the time for
// retries allows. When that time is up, the last round says why there is no connection.
func (d *Dial) connect(env *env.Env, e addr.Endpoint) (*socket.Socket, error) {
	if err := d.CheckRole(socket.ToConnect); err != nil {
		return nil, err
	}
	end := answerBy(&d.Retry).Or(d.until)
	for n, pause := 1, firstPause; ; n, pause = n+1, min(2*pause, longestPause) {
		s, err := d.tryAll(env, e, d.round(end))
		if err == nil || !d.Retry.Limited() || !worthRetrying(err) || end.Left() <= 0 {
			return s, d.late(e, err)
		}
		pause := min(pause, end.Left())
		env.Tell("round %d: %v; next round in %v", n, err, pause.Round(time.Millisecond))
		_, _ = env.Door.Poll(nil, pause)
		if end.Left() <= 0 {
			return s, d.late(e, err)
		}
	}
}

// late is err, or the deadline of the whole command where that has ended the rounds.
func (d *Dial) late(e addr.Endpoint, err error) error {
	if end := d.until; d.Retry.Limited() && end.Set() && end.Left() <= 0 && worthRetrying(err) {
		return end.TimedOut("connect", e.Text)
	}
	return err
}

// tryAll looks the name up and tries address by address. Each has its share of the time.
func (d *Dial) tryAll(env *env.Env, e addr.Endpoint, end env.Deadline) (s *socket.Socket, err error) {
	env.LookUpUntil(end)
	list, err := e.Sockaddrs(addr.Connect, env.Names)
	if err != nil {
		return s, err
	}
	for i, sa := range list {
		earlier := err
		if s, err = d.attempt(env, sa, end.Share(len(list)-i)); err == nil {
			env.Tell("connected to %s", s.What)
			s.TellFallback(env)
			return s, nil
		}
		if i+1 < len(list) {
			env.Tell("%v", err)
		}
		if earlier != nil && fail.Is(err, unix.EAFNOSUPPORT) {
			err = earlier // what the other addresses said tells more than what this one cannot be
		}
	}
	return s, named(err, e)
}

// named adds the name that was typed to an error that speaks of its address.
func named(err error, e addr.Endpoint) error {
	var call *fail.Call
	if errors.As(err, &call) && slices.Contains([]string{"connect", "send", "recv"}, call.Name) && e.Host != "" && call.What != e.Text {
		call.What = e.Text + " [" + call.What + "]"
	}
	return err
}

// Of a probe that nobody answers the datagram or its answer may be lost: another one goes out.
const (
	probes    = 3
	probeTime = 2 * time.Second
)

// silence is the end of a probe that begins now and that nothing answers.
func silence() env.Deadline {
	w := env.WaitOf(probeTime)
	return answerBy(&w)
}

// probe finds out whether anybody receives on the UDP port that the socket is connected to: an empty datagram is answered,
// or refused by ICMP, which recv(2) returns as ECONNREFUSED, or meets silence.
func probe(env *env.Env, s *socket.Socket, end env.Deadline) error {
	end = end.Or(silence())
	for left := probes; left > 0; left-- {
		if _, err := env.Door.Sendto(s.FD, nil, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, nil); err != nil {
			return fail.At("send", s.What, err)
		}
		ready, err := env.Await(s.FD, unix.POLLIN, end.Share(left).At)
		if err != nil {
			return err
		}
		if ready != 0 {
			_, err := env.Door.Recv(s.FD, make([]byte, 1), unix.MSG_DONTWAIT)
			return fail.At("recv", s.What, err)
		}
	}
	err := end.TimedOut("recv", s.What)
	return fail.WithHint(err, "the port may be open all the same: ask in the protocol of its service, with send --udp --reply")
}
