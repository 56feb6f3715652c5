package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// Listening says how a socket is bound that others connect or send to.
type Listening struct {
	Backlog    int  // negative: as many as the kernel allows
	HasBacklog bool // listen(2) is called on a datagram socket too, for its errno
	Unlink     bool // replace the path of a socket that no process listens on
}

// Listen makes a socket that listens, or of datagrams one that is bound, on the first address of e that this machine has.
func (o *Spec) Listen(env *env.Env, e addr.Endpoint, how Listening, nonblock bool) (*Socket, error) {
	r := ToListen
	if o.Kind.Connectionless() {
		r = ToReceive
	}
	if err := o.CheckRole(r); err != nil {
		return nil, err
	}
	list, err := e.Sockaddrs(addr.Listen, env.Names)
	if err != nil {
		return nil, err
	}
	for i, sa := range list {
		var s *Socket
		if s, err = o.Make(env, sa, r, nonblock); err == nil {
			if err = o.bindAndListen(env, s, sa, how, e.Host == ""); err == nil {
				return s, nil
			}
			s.Close(env)
		}
		if i+1 == len(list) || !fail.Is(err, unix.EAFNOSUPPORT, unix.EADDRNOTAVAIL) {
			return nil, err
		}
	}
	return nil, err
}

func (o *Spec) bindAndListen(env *env.Env, s *Socket, sa addr.Sockaddr, how Listening, wildcard bool) error {
	if err := o.share(env, s, wildcard); err != nil {
		return err
	}
	if err := s.bindListener(env, sa, how.Unlink, o.Addrlen); err != nil {
		return err
	}
	if o.Kind.Connectionless() && !how.HasBacklog {
		return nil
	}
	return fail.At("listen", s.What, env.Door.Listen(s.FD, how.Backlog))
}

// share sets SO_REUSEADDR, so that a listener can be started again while old connections linger. On a datagram socket it
// would let a second process take over the port, as SO_REUSEPORT would everywhere.
func (o *Spec) share(env *env.Env, s *Socket, wildcard bool) error {
	if s.Kind.IsInet() && s.Kind.Type == unix.SOCK_STREAM && !o.Sets("SO_REUSEADDR") {
		if err := env.Door.SetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_REUSEADDR, 1); err != nil {
			return fail.At("setsockopt", "SO_REUSEADDR=1", err)
		}
	}
	if s.Kind.Family == unix.AF_INET6 && wildcard && o.Kind.Family == 0 && !o.Sets("IPV6_V6ONLY") {
		err := env.Door.SetsockoptInt(s.FD, unix.IPPROTO_IPV6, unix.IPV6_V6ONLY, 0)
		return fail.At("setsockopt", "IPV6_V6ONLY=0", err)
	}
	return nil
}

// Accepted returns an accepted connection with the options set that the kernel does not copy from the listener.
func (o *Spec) Accepted(env *env.Env, listener *Socket, fd int, peer addr.Sockaddr) (*Socket, error) {
	s := &Socket{FD: fd, Kind: listener.Kind, What: peer.Shown(), Chosen: listener.Chosen}
	if env.Verbose {
		s.TellFallback(env)
	}
	err := o.setOptions(env, s, ToListen, joined)
	if fail.Is(err, unix.ENOTCONN) { // the client has left meanwhile: so other systems have accept(2) say it
		err = fail.At("accept", listener.What, unix.ECONNABORTED)
	}
	return s, err
}
