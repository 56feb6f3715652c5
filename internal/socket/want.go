package socket

import (
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/sockopt/cmsg"
)

// TurnOn sets the options that --want needs to request control data.
func (o *Spec) TurnOn(env *env.Env, s *Socket) error {
	list, err := cmsg.Wanted(o.Want, s.Kind.Family, s.Kind.Type)
	if err != nil {
		return err
	}
	for _, set := range list {
		err := env.Door.SetOption(s.FD, set)
		if o.wantsAll() && fail.Is(err, unix.ENOPROTOOPT, unix.EOPNOTSUPP, unix.EINVAL, unix.EPERM) {
			continue // this socket or this kernel does not have the option
		}
		if err != nil {
			return setFailure(env, s.FD, set, err)
		}
	}
	return nil
}

func (o *Spec) wantsAll() bool {
	for _, name := range o.Want {
		if strings.EqualFold(name, "all") {
			return true
		}
	}
	return false
}
