package session

import (
	"os"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/internal/loop"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Program starts a program for each end, with one end of a socket pair as its standard input and output.
type Program struct {
	Env     *env.Env
	Loop    *loop.Loop
	Command []string
	Pty     bool // a pseudo-terminal instead, which is its controlling terminal and its standard error too
}

// Open starts the program.
func (p *Program) Open(done func(*End, error) error) error { return done(p.start()) }

func (p *Program) start() (*End, error) {
	path, err := handover.LookPath(p.Command[0])
	switch {
	case err != nil:
		return nil, err
	case p.Pty:
		return p.startOnPty(path)
	}
	spec := socket.Spec{Kind: addr.Kind{Family: unix.AF_UNIX, Type: unix.SOCK_STREAM}}
	ours, theirs, err := spec.Pair(p.Env)
	if err != nil {
		return nil, err
	}
	defer theirs.Close(p.Env)
	child, err := sys.Start(path, p.Command, os.Environ(), []int{theirs.FD, theirs.FD, p.Env.Err})
	if err != nil {
		ours.Close(p.Env)
		return nil, handover.CannotRun(p.Command[0], err)
	}
	ours.What = p.Command[0]
	p.watch(child)
	return programEnd(p.Env, ours), nil
}

// startOnPty starts the program on a new pseudo-terminal, with the settings of a new terminal.
func (p *Program) startOnPty(path string) (*End, error) {
	line, name, err := p.Env.Door.OpenPty()
	if err != nil {
		return nil, fail.At("open", "/dev/ptmx", err)
	}
	slave, err := line.Peer()
	if err != nil {
		line.Close(p.Env.Door)
		return nil, fail.At("ioctl", name, err)
	}
	child, err := sys.StartOn(slave, path, p.Command, os.Environ())
	_ = p.Env.Door.Close(slave)
	if err != nil {
		line.Close(p.Env.Door)
		return nil, handover.CannotRun(p.Command[0], err)
	}
	p.watch(child)
	t := &terminal{File: pump.File{Door: p.Env.Door, Fd: line.FD, Share: true}, finish: line.EOF}
	return &End{
		What: p.Command[0], Source: t, Sink: t, FD: line.FD, Program: true, Close: func() { line.Close(p.Env.Door) },
	}, nil
}

// watch has the loop reap a program when it ends.
func (p *Program) watch(child sys.Child) {
	p.Env.Tell("process %d: %s", child.Pid, p.Command[0])
	p.Loop.AddWatch(&loop.Watch{FD: child.Pidfd, Events: unix.POLLIN, Ready: func() error {
		p.Loop.Forget(child.Pidfd)
		handover.Reap(p.Env, child)
		return nil
	}})
}

// programEnd returns the end that is the socket of a program.
func programEnd(e *env.Env, s *socket.Socket) *End {
	end := SocketEnd(e, s)
	both := &programSocket{Socket: end.Source.(pump.Socket)}
	end.Source, end.Sink, end.Program = both, both, true
	return end
}

// A programSocket is a socket whose other end a program has. The program may end, or end its input, without having read
// everything: as behind a pipe that is no error, and the rest is discarded.
type programSocket struct {
	pump.Socket
	deaf bool // it takes no more
}

// Caps allows nothing beyond Receive and Send, which have to see the errors.
func (p *programSocket) Caps() pump.Caps { return pump.Caps{Socket: true} }

// Receive takes a reset for the end: that is how a UNIX socket ends whose owner has left something unread.
func (p *programSocket) Receive(room []byte) (pump.Piece, error) {
	piece, err := p.Socket.Receive(room)
	if fail.Is(err, unix.ECONNRESET) {
		return pump.Piece{EOF: true}, nil
	}
	return piece, err
}

// Send discards what the program does not take.
func (p *programSocket) Send(b []byte) (int, error) {
	if p.deaf {
		return len(b), nil
	}
	n, err := p.Socket.Send(b)
	if fail.Is(err, unix.EPIPE, unix.ECONNRESET) {
		p.deaf = true
		return len(b), nil
	}
	return n, err
}
