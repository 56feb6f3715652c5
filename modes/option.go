package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/sockopt"
)

// A moment is when in the life of a socket of ours an option is set.
type moment int

const (
	created moment = iota // right after socket(2), before bind, connect and listen
	joined                // after connect(2), or on the socket that accept4(2) returned
)

// A role is what becomes of a socket.
type role int

const (
	dials   role = iota // it connects
	listens             // it listens, and accepts others
	waits               // it is only bound: datagrams
)

// moment returns when to set the option, and an error if there is no such time in the role:
// the call would succeed and mean nothing, or be refused when everything else is done.
func (r role) moment(o sockopt.Option, family int) (moment, error) {
	const (
		forListener = sockopt.BeforeListen | sockopt.Listening
		early       = forListener | sockopt.BeforeBind
	)
	life := o.Phase &^ sockopt.Strict
	switch {
	case life == sockopt.Connected && r == waits:
		return 0, fail.Usagef("%s is for a connected socket, and this one will not be", o.Name)
	case life == sockopt.Connected:
		return joined, nil
	case life != 0 && life&^forListener == 0 && r != listens:
		return 0, fail.Usagef("%s is for a listening socket, and this one will not be", o.Name)
	case r == listens && !o.Inherited(family) && !o.Greets() && (family == unix.AF_UNIX || life&early == 0):
		return joined, nil
	}
	return created, nil
}

// check refuses options that come too late or too early for the role, before anything is done.
func (o *Open) check(r role) error {
	for _, set := range o.Options {
		if _, err := r.moment(set.Option, o.Kind.Family); err != nil {
			return err
		}
	}
	return nil
}

// setOptions sets the options whose time has come.
func (o *Open) setOptions(env *env.Env, s socket, r role, now moment) error {
	for _, set := range o.Options {
		if at, err := r.moment(set.Option, s.kind.Family); err != nil || at != now {
			continue
		}
		if err := setOption(env, s.fd, set); err != nil {
			return err
		}
	}
	return nil
}

// setOption sets one option and tells, to those who want to hear, what the kernel made of it.
func setOption(env *env.Env, fd int, set sockopt.Setting) error {
	if err := env.Door.SetOption(fd, set); err != nil {
		return setFailure(env, fd, set, err)
	}
	o := set.Option
	if !env.Verbose || o.Access != sockopt.RW || o.Consumes() || o.Asks() || o.Kind == nil {
		return nil
	}
	got, err := env.Door.Getsockopt(fd, o.Level.Number, int(o.Number), max(o.Kind.Room(), len(set.Bytes)))
	if err != nil {
		return nil //nolint:nilerr // the option is set; that it cannot be read back is no failure
	}
	asked, used := o.Format(set.Bytes, sys.World()), o.Format(got, sys.World())
	if asked != used {
		env.Tell("%s: asked %s, the kernel uses %s", o.Name, asked, used)
	}
	return nil
}

// setFailure is setsockopt(2) that failed, with what that means for the option.
func setFailure(env *env.Env, fd int, set sockopt.Setting, err error) error {
	r := refusal{set.Option, sockopt.Set, set.Bytes, fd, err}
	return fail.WithHint(fail.At("setsockopt", set.String(), err), r.hint(env))
}
