package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/sockopt"
)

// Spec says what socket to make. It is filled from flags, and read-only while a command runs.
type Spec struct {
	Kind      addr.Kind
	Bind      *addr.Endpoint
	Options   []sockopt.Setting
	Want      []string // control data to request, as sockopt.Wanted reads it
	Nonblock  bool
	NoCloexec bool // without SOCK_CLOEXEC
	Addrlen   *int // the length of the ADDRESS for the kernel; nil: the right one
}

// Sets reports whether -o sets the option: sock then leaves it alone.
func (o *Spec) Sets(name string) bool {
	for _, set := range o.Options {
		if set.Option.Name == name {
			return true
		}
	}
	return false
}

// chosen returns which of the options that the pump would set are set by -o.
func (o *Spec) chosen() pump.Chosen {
	c := pump.Chosen{
		RcvBuf:   o.Sets("SO_RCVBUF") || o.Sets("SO_RCVBUFFORCE"),
		SndBuf:   o.Sets("SO_SNDBUF") || o.Sets("SO_SNDBUFFORCE"),
		RcvLowat: o.Sets("SO_RCVLOWAT"),
	}
	setTimeo(&c, o.Options)
	return c
}

// CheckRole refuses options that come too late or too early for the role, before anything is done.
func (o *Spec) CheckRole(r Role) error {
	for _, set := range o.Options {
		if _, err := r.moment(set.Option, o.Kind.Family); err != nil {
			return err
		}
	}
	return nil
}

// A Role is what a socket is made for.
type Role int

// A moment is when an option is set on a new socket.
type moment int

const (
	created moment = iota // right after socket(2), before bind, connect and listen
	joined                // after connect(2), or on the socket that accept4(2) returned
)

// The roles.
const (
	ToConnect Role = iota // to connect
	ToListen              // to listen, and accept connections
	ToReceive             // to be bound without a peer: datagrams
)

// moment returns when to set the option, and an error if there is no such time in the role:
// the call would succeed and mean nothing, or be refused when everything else is done.
func (r Role) moment(o sockopt.Option, family int) (moment, error) {
	const (
		forListener = sockopt.BeforeListen | sockopt.Listening
		early       = forListener | sockopt.BeforeBind
	)
	life := o.Phase &^ sockopt.Strict
	switch {
	case life == sockopt.Connected && r == ToReceive:
		return 0, fail.Usagef("%s is for a connected socket, and this one will not be", o.Name)
	case life == sockopt.Connected:
		return joined, nil
	case life != 0 && life&^forListener == 0 && r != ToListen:
		return 0, fail.Usagef("%s is for a listening socket, and this one will not be", o.Name)
	case r == ToListen && !o.Inherited(family) && !o.Greets() && (family == unix.AF_UNIX || life&early == 0):
		return joined, nil
	}
	return created, nil
}

// Connected sets the options that a socket takes once connect(2) has succeeded.
func (o *Spec) Connected(env *env.Env, s *Socket) error {
	return o.setOptions(env, s, ToConnect, joined)
}

// setOptions sets the options of one moment.
func (o *Spec) setOptions(env *env.Env, s *Socket, r Role, now moment) error {
	for _, set := range o.Options {
		if at, err := r.moment(set.Option, s.Kind.Family); err != nil || at != now {
			continue
		}
		if err := SetOption(env, s.FD, set); err != nil {
			return err
		}
	}
	return nil
}
