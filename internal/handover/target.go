// Package handover gives a socket away: to a COMMAND that takes sock's place or runs beside it, or to a keeper.
package handover

import (
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
)

// A Target says what becomes of a socket other than copying data. It is filled from flags.
type Target struct {
	Hold    string        // the name that a keeper holds it under; "" for none
	TTL     time.Duration // how long it is held
	Command []string      // the program that gets it
	As      int           // the descriptor that COMMAND finds it at; AsStdio for both 0 and 1
	FDFlags bool          // print the descriptor's flags, and close it
}

// AsStdio makes the socket a command's standard input and output.
const AsStdio = -1

// Given reports whether there is a target: sock then copies no data.
func (t *Target) Given() bool { return t.FDFlags || t.Passes() }

// Passes reports whether another program gets the socket, and may want to wait on it.
func (t *Target) Passes() bool { return t.Hold != "" || len(t.Command) > 0 }

// Needs fails if a standard stream that the target uses is closed.
func (t *Target) Needs(env *env.Env) error {
	if t.FDFlags || t.Hold != "" { // prints them, or the address
		return env.NeedOut()
	}
	return nil
}

// Give gives the socket away.
func (t *Target) Give(env *env.Env, s *socket.Socket) error {
	switch {
	case t.FDFlags:
		return socket.PrintFlags(env, s.FD)
	case t.Hold != "":
		return t.hold(env, s)
	}
	return t.Become(env, s, t.descriptors(), []int{s.FD, s.FD})
}

// hold starts a keeper and prints the local address, unless the socket has none: it is not bound, or of a family without
// addresses, as AF_XDP. A pidfd has none either.
func (t *Target) hold(env *env.Env, s *socket.Socket) error {
	name, err := env.Door.Getsockname(s.FD)
	nameless := fail.Is(err, unix.EOPNOTSUPP) || fail.Is(err, unix.ENOTSOCK) && env.Door.IsPidfd(s.FD) ||
		err == nil && !isBound(s.Kind, name)
	switch {
	case fail.Is(err, unix.ENOTSOCK) && !nameless:
		return fail.At("hold", t.Hold, err)
	case err != nil && !nameless:
		return fail.At("getsockname", "", err)
	}
	if err := t.Keep(env, s, t.Hold); err != nil || nameless {
		return err
	}
	err = env.Print([]byte(name.Shown() + "\n"))
	if err != nil {
		ref.Drop(env.Door, t.Hold)
	}
	return err
}

// isBound reports whether name is the local address of a bound socket. A raw one of IP has its protocol for a port.
func isBound(k addr.Kind, name addr.Sockaddr) bool {
	if ap, isIP := name.IP(); isIP && k.Type == unix.SOCK_RAW {
		return !ap.Addr().IsUnspecified()
	}
	return name.IsBound()
}

// Keep hands the socket to a keeper, which also removes its path at the end.
func (t *Target) Keep(env *env.Env, s *socket.Socket, name string) error {
	h := ref.Holding{Name: name, TTL: t.TTL}
	if s.Path != "" {
		path, err := filepath.Abs(s.Path)
		if err != nil {
			return fail.At("getcwd", "", err)
		}
		h.Path = path
	}
	if err := ref.Hold(env.Door, s.FD, h); err != nil {
		return err
	}
	s.Forget = nil
	return nil
}
