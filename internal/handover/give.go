package handover

import (
	"path/filepath"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/socket"
)

// Give passes the socket to its target.
func (t *Target) Give(env *env.Env, s *socket.Socket) error {
	switch {
	case t.FDFlags:
		return socket.PrintFlags(env, s.FD)
	case t.Hold != "":
		return t.startKeeper(env, s)
	}
	return t.Become(env, s, t.descriptors(), []int{s.FD, s.FD})
}

// startKeeper starts a keeper and prints the local address. An unbound socket, a pidfd, and a socket of a family without
// addresses, such as AF_XDP, have none.
func (t *Target) startKeeper(env *env.Env, s *socket.Socket) error {
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

// isBound reports whether name is the local address of a bound socket. The port of a raw IP socket is its protocol.
func isBound(k addr.Kind, name addr.Sockaddr) bool {
	if ap, isIP := name.IP(); isIP && k.Type == unix.SOCK_RAW {
		return !ap.Addr().IsUnspecified()
	}
	return name.IsBound()
}

// Keep passes the socket to a keeper, which also removes its path at the end.
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
