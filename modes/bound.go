package modes

import (
	"cmp"
	"sync"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/sys"
)

// A bound is a socket that waits for others under a name of ours.
type bound struct {
	socket
	closed bool
}

// bindHow says how a listener binds.
type bindHow struct {
	unlink  bool
	addrlen *int // see Open
}

// bind gives the socket its name. The path of a socket that nobody listens on is replaced if unlink says so.
func (b *bound) bind(env *env.Env, sa addr.Sockaddr, how bindHow) error {
	err := b.own(env, sa, func() error {
		err := env.Door.Claiming(how.addrlen).Bind(b.fd, sa)
		if path, isPath := sa.UnixPath(); isPath && fail.Is(err, unix.EADDRINUSE) {
			err = b.replace(env, path, sa, how.unlink)
		}
		return err
	})
	if err != nil {
		return bindFailure(b.kind, sa, err)
	}
	return b.name(env, sa)
}

// own runs bind, and has the path that it makes removed when the socket is closed, unless by then it is another's.
// A signal that ends us does it as well: it is caught before the path is there, and waits until it is known.
func (s *socket) own(env *env.Env, sa addr.Sockaddr, bind func() error) error {
	path, isPath := sa.UnixPath()
	if !isPath {
		return bind()
	}
	var ours sys.ID
	var known sync.Mutex
	known.Lock()
	forget := env.AtEnd(func() {
		known.Lock()
		defer known.Unlock()
		if now, _ := env.Door.FileID(path); now == ours && ours != (sys.ID{}) {
			_ = env.Door.Unlink(path)
		}
	})
	err := bind()
	if err == nil {
		ours, _ = env.Door.FileID(path)
		s.path, s.forget = path, forget
	}
	known.Unlock()
	if err != nil {
		forget()
	}
	return err
}

// name asks for the name that the kernel chose, where it did.
func (b *bound) name(env *env.Env, sa addr.Sockaddr) error {
	ap, isIP := sa.IP()
	chosen := isIP && ap.Port() == 0 && b.kind.Type != unix.SOCK_RAW || sa.LeavesPort()
	if !chosen && len(sa) > 2 {
		return nil
	}
	name, err := env.Door.Getsockname(b.fd)
	if err != nil {
		return fail.At("getsockname", "", err)
	}
	b.what = name.Shown()
	return nil
}

// replace removes the path and binds again, if it is that of a socket which refuses a connection. A datagram socket
// asks, because its connect(2) makes no connection that a listener would take for a client: that one is EPROTOTYPE.
func (b *bound) replace(env *env.Env, path string, sa addr.Sockaddr, unlink bool) error {
	_, isSocket := env.Door.FileID(path)
	switch {
	case !isSocket:
		return b.inUse("the path is not a socket: sock does not remove it")
	case !unlink:
		return b.inUse(cmp.Or(ref.Owner(sa, b.kind.Type), "--unlink replaces a socket that no process listens on"))
	}
	probe, err := env.Door.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	err = env.Door.Connect(probe, sa)
	_ = env.Door.Close(probe)
	if err != unix.ECONNREFUSED {
		return b.inUse(ref.Owner(sa, b.kind.Type))
	}
	if err := env.Door.Unlink(path); err != nil {
		return fail.At("unlink", b.what, err)
	}
	return env.Door.Bind(b.fd, sa)
}

func (b *bound) inUse(hint string) error {
	return &fail.Call{Name: "bind", What: b.what, Err: unix.EADDRINUSE, Hint: hint}
}

// close closes the socket once.
func (b *bound) close(env *env.Env) {
	if b.closed {
		return
	}
	b.closed = true
	b.socket.close(env)
}
