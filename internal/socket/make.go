package socket

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
)

// Make makes a socket for sa, sets its options and binds it.
func (o *Spec) Make(env *env.Env, sa addr.Sockaddr, r Role, nonblock bool) (*Socket, error) {
	s := &Socket{Kind: o.Kind, Chosen: o.chosen()}
	if !o.Kind.Asks(addr.FamilyPart) {
		s.Kind.Family = sa.Family()
	}
	s.What = nameText(s.Kind, sa)
	typ := s.Kind.Type | unix.SOCK_CLOEXEC
	if nonblock {
		typ |= unix.SOCK_NONBLOCK
	}
	var err error
	if s.FD, err = env.Door.Socket(s.Kind.Family, typ, s.Kind.Protocol); err != nil {
		return nil, socketFailure(s.Kind, err)
	}
	if err = o.Prepare(env, s, r); err != nil {
		s.Close(env)
		return nil, err
	}
	return s, nil
}

// Prepare sets the options of a new socket and binds it, as the spec asks.
func (o *Spec) Prepare(env *env.Env, s *Socket, r Role) error {
	if err := o.setOptions(env, s, r, created); err != nil {
		return err
	}
	if err := o.TurnOn(env, s); err != nil {
		return err
	}
	if o.Bind == nil {
		return nil
	}
	return o.bind(env, s)
}

// bind binds to the first local address in the socket's family.
func (o *Spec) bind(env *env.Env, s *Socket) error {
	list, err := o.Bind.Only(s.Kind.Family).Sockaddrs(addr.Bind, env.Names)
	if err != nil {
		return err
	}
	for _, sa := range list {
		if sa.Family() == s.Kind.Family || o.Bind.IsBytes() {
			return s.bind(env, sa)
		}
	}
	return &fail.Call{
		Name: "bind", What: o.Bind.Text, Err: unix.EAFNOSUPPORT,
		Hint: "the local address has another family than " + s.What,
	}
}

// Fresh makes a socket that is neither bound nor connected. Its default family is AF_INET.
func (o *Spec) Fresh(env *env.Env) (*Socket, error) {
	kind := o.Kind
	if !kind.Asks(addr.FamilyPart) {
		kind.Family = unix.AF_INET
	}
	fd, err := env.Door.Socket(kind.Family, kind.Type|SockFlags(o.Nonblock, o.NoCloexec), kind.Protocol)
	if err != nil {
		return nil, socketFailure(kind, err)
	}
	return &Socket{FD: fd, Kind: kind, What: KindText(kind)}, nil
}

// SockFlags returns the SOCK_ flags of a new descriptor. COMMAND receives its descriptor without FD_CLOEXEC in either case.
func SockFlags(nonblock, noCloexec bool) (flags int) {
	if nonblock {
		flags |= unix.SOCK_NONBLOCK
	}
	if !noCloexec {
		flags |= unix.SOCK_CLOEXEC
	}
	return flags
}

// Block clears O_NONBLOCK on a socket that sock has made.
func Block(env *env.Env, fd int) error {
	flags, err := env.Door.GetFlags(fd)
	if err != nil {
		return fail.At("fcntl", "F_GETFL", err)
	}
	return fail.At("fcntl", "F_SETFL", env.Door.SetFlags(fd, flags&^unix.O_NONBLOCK))
}

// Pair makes two connected sockets with socketpair(2). Their default family is AF_UNIX.
func (o *Spec) Pair(env *env.Env) (first, second *Socket, err error) {
	kind := o.Kind
	if !kind.Asks(addr.FamilyPart) {
		kind.Family = unix.AF_UNIX
	}
	fds, err := env.Door.Socketpair(kind.Family, kind.Type|SockFlags(o.Nonblock, o.NoCloexec), kind.Protocol)
	if err != nil {
		return nil, nil, fail.At("socketpair", KindText(kind), err)
	}
	return &Socket{FD: fds[0], Kind: kind}, &Socket{FD: fds[1], Kind: kind}, nil
}
