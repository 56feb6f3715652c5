package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// Listening says how to bind a socket that clients connect or send to.
type Listening struct {
	Backlog    int  // negative: the maximum that the kernel allows
	HasBacklog bool // call listen(2) on a datagram socket too, for its errno
	Unlink     bool // replace the path of a UNIX socket that no process listens on
	Rights     Rights
}

// Listen makes a listening socket, or a bound datagram socket, on the first address of e that this machine has.
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
	if err := s.bindListener(env, sa, &how, o.Addrlen); err != nil {
		return err
	}
	if o.Kind.Connectionless() && !how.HasBacklog {
		return nil
	}
	return fail.At("listen", s.What, env.Door.Listen(s.FD, how.Backlog))
}

// share sets SO_REUSEADDR on a stream socket, so that a listener can restart while old connections linger. On a
// datagram socket it would let a second process take the port over; SO_REUSEPORT would do so on any socket. share also
// makes the IPv6 wildcard address dual-stack.
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

// Accepted returns the socket of an accepted connection. It sets the options that the kernel does not copy from the
// listener.
func (o *Spec) Accepted(env *env.Env, listener *Socket, fd int, peer addr.Sockaddr) (*Socket, error) {
	s := &Socket{FD: fd, Kind: listener.Kind, What: peer.Shown(), Chosen: listener.Chosen}
	if env.Verbose {
		s.TellFallback(env)
	}
	err := o.setOptions(env, s, ToListen, joined)
	if fail.Is(err, unix.ENOTCONN) { // the client has left in the meantime; accept(2) of other systems reports that as ECONNABORTED
		err = fail.At("accept", listener.What, unix.ECONNABORTED)
	}
	return s, err
}
