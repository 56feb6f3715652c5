package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/sockopt"
)

// A Spec says what socket to make. Flags fill it; it does not change while a command runs.
type Spec struct {
	Kind      addr.Kind
	Bind      *addr.Endpoint
	Options   []sockopt.Setting
	Want      []string // control data to request, as cmsg.Wanted reads it
	Nonblock  bool
	NoCloexec bool // without SOCK_CLOEXEC
	Addrlen   *int // the address length to pass to the kernel; nil: the right one
}

// Sets reports whether -o sets the option. sock then does not set it.
func (o *Spec) Sets(name string) bool {
	for _, set := range o.Options {
		if set.Option.Name == name {
			return true
		}
	}
	return false
}

// chosen returns which options are set by -o, among those that the pump would set otherwise.
func (o *Spec) chosen() pump.Chosen {
	c := pump.Chosen{
		RcvBuf:   o.Sets("SO_RCVBUF") || o.Sets("SO_RCVBUFFORCE"),
		SndBuf:   o.Sets("SO_SNDBUF") || o.Sets("SO_SNDBUFFORCE"),
		RcvLowat: o.Sets("SO_RCVLOWAT"),
	}
	setTimeo(&c, o.Options)
	return c
}

// CheckRole returns an error if -o sets an option that the role never reaches the phase for. It makes no call.
func (o *Spec) CheckRole(r Role) error {
	for _, set := range o.Options {
		if _, err := r.moment(set.Option, o.Kind.Family); err != nil {
			return err
		}
	}
	return nil
}

// A Role is the purpose of a socket.
type Role int

// A moment is the time at which an option is set on a new socket.
type moment int

const (
	created moment = iota // right after socket(2), before bind, connect and listen
	joined                // after connect(2), or on the socket that accept4(2) returned
)

// The roles.
const (
	ToConnect Role = iota // connect(2)
	ToListen              // listen(2) and accept4(2)
	ToReceive             // bind(2) of a datagram socket without a peer
)

// moment returns when to set the option. It returns an error if the role has no suitable time: the call would have no
// effect, or would fail after everything else is done.
func (r Role) moment(o sockopt.Option, family int) (moment, error) {
	const (
		forListener = sockopt.BeforeListen | sockopt.Listening
		early       = forListener | sockopt.BeforeBind
	)
	life := o.Phase &^ sockopt.Strict
	switch {
	case life == sockopt.Connected && r == ToReceive:
		return 0, fail.Usagef("%s applies only to a connected socket", o.Name)
	case life == sockopt.Connected:
		return joined, nil
	case life != 0 && life&^forListener == 0 && r != ToListen:
		return 0, fail.Usagef("%s applies only to a listening socket", o.Name)
	case r == ToListen && !o.Inherited(family) && !o.Greets() && (family == unix.AF_UNIX || life&early == 0):
		return joined, nil
	}
	return created, nil
}

// Connected sets the options that need a connected socket.
func (o *Spec) Connected(env *env.Env, s *Socket) error {
	return o.setOptions(env, s, ToConnect, joined)
}

// setOptions sets the options that belong to the moment now.
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
