package socket

import (
	"cmp"
	"path/filepath"
	"sync"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/sys"
)

// bind binds the socket to a local address before connect(2).
func (s *Socket) bind(env *env.Env, sa addr.Sockaddr) error {
	err := s.bindPath(env, sa, &Rights{}, func() error { return env.Door.Bind(s.FD, sa) })
	return BindFailure(s.Kind, sa, err)
}

// bindListener binds the socket to the address that clients use, and reads the address if the kernel has chosen a part
// of it.
func (s *Socket) bindListener(env *env.Env, sa addr.Sockaddr, how *Listening, addrlen *int) error {
	err := s.bindPath(env, sa, &how.Rights, func() error {
		err := env.Door.Claiming(addrlen).Bind(s.FD, sa)
		if path, isPath := sa.UnixPath(); isPath && fail.Is(err, unix.EADDRINUSE) {
			err = s.replace(env, path, sa, how.Unlink)
		}
		return err
	})
	if err != nil {
		return BindFailure(s.Kind, sa, err)
	}
	return s.name(env, sa)
}

// bindPath calls bind. Closing the socket removes the path that bind creates, unless another socket has replaced it by then.
// So does a signal that ends the process: the signal is caught before the path exists, and the handler waits until bind
// returns. If lstat(2) fails the new path could not be told from another socket's later, so bindPath fails too.
func (s *Socket) bindPath(env *env.Env, sa addr.Sockaddr, rights *Rights, bind func() error) error {
	path, isPath := sa.UnixPath()
	switch {
	case !isPath && rights.Given():
		return fail.Usagef("%s", NeedsPath)
	case !isPath:
		return bind()
	}
	at := &place{dir: unix.AT_FDCWD, name: path}
	at.mu.Lock()
	forget := env.AtEnd(func() { env.LeavesBehind(fail.Stays("unlink", path, at.remove(env.Door))) })
	err := rights.Create(env, path, func() error {
		err := bind()
		if err == nil {
			at.id, _, err = env.Door.FileID(path)
			err = fail.Stays("stat", path, err)
			s.Path, s.Forget, s.at = path, forget, at
		}
		return err
	})
	at.mu.Unlock()
	if err != nil {
		forget()
	}
	return err
}

// A place is where the path of a socket is. A handler of a signal may use it at any time.
type place struct {
	mu   sync.Mutex
	dir  int    // the directory that name is relative to
	name string // its name there
	id   sys.ID // the file that bind(2) has created; zero: none
}

// remove unlinks the file, if it is still the one that was created.
func (p *place) remove(door *sys.Door) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.id == (sys.ID{}) {
		return nil
	}
	return door.RemoveAt(p.dir, p.name, p.id)
}

// Anchor opens the directory of the path, so that the path can be removed after a change of the root directory or the working
// directory.
func (s *Socket) Anchor(env *env.Env) error {
	if s.at == nil {
		return nil
	}
	s.at.mu.Lock()
	defer s.at.mu.Unlock()
	dir, err := env.Door.OpenDir(filepath.Dir(s.at.name))
	if err == nil {
		s.at.dir, s.at.name = dir, filepath.Base(s.at.name)
	}
	return fail.At("open", filepath.Dir(s.Path), err)
}

// name reads the local address if the kernel has chosen a part of it.
func (s *Socket) name(env *env.Env, sa addr.Sockaddr) error {
	ap, isIP := sa.IP()
	chosen := isIP && ap.Port() == 0 && s.Kind.Type != unix.SOCK_RAW || sa.LeavesPort()
	if !chosen && len(sa) > 2 {
		return nil
	}
	name, err := env.Door.Getsockname(s.FD)
	if err != nil {
		return fail.At("getsockname", "", err)
	}
	s.What = name.Shown()
	return nil
}

// replace removes the path of a UNIX socket that refuses connections, and binds again. It tries the path with a datagram
// socket: a listener answers connect(2) with EPROTOTYPE and accepts no client.
func (s *Socket) replace(env *env.Env, path string, sa addr.Sockaddr, unlink bool) error {
	_, isSocket, err := env.Door.FileID(path)
	switch {
	case err != nil:
		return fail.At("stat", path, err)
	case !isSocket:
		return s.inUse("the path is not a socket, so sock does not remove it")
	case !unlink:
		return s.inUse(cmp.Or(ref.Owner(sa, s.Kind.Type), "--unlink replaces a socket that no process listens on"))
	}
	probe, err := env.Door.Socket(unix.AF_UNIX, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	err = env.Door.Connect(probe, sa)
	_ = env.Door.Close(probe)
	if err != unix.ECONNREFUSED {
		return s.inUse(ref.Owner(sa, s.Kind.Type))
	}
	if err := env.Door.Unlink(path); err != nil {
		return fail.At("unlink", s.What, err)
	}
	return env.Door.Bind(s.FD, sa)
}

func (s *Socket) inUse(hint string) error {
	return &fail.Call{Name: "bind", What: s.What, Err: unix.EADDRINUSE, Hint: hint}
}
