package serve

import (
	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/session"
	"sock/internal/socket"
)

// A Meeting opens an end by waiting for a connection to a listener. Connections that come before they are needed wait too.
type Meeting struct {
	Env      *env.Env
	Acceptor *Acceptor
	Accepted func(fd int, peer addr.Sockaddr) (*socket.Socket, error)

	waiting []func(*session.End, error) error
	ends    []*session.End
}

// Start begins to accept.
func (m *Meeting) Start() {
	m.Acceptor.Serve = m.accept
	m.Acceptor.Start()
}

// accept passes a connection to the pair that has waited longest.
func (m *Meeting) accept(fd int, peer addr.Sockaddr) error {
	s, err := m.Accepted(fd, peer)
	if err != nil {
		return err
	}
	end := session.SocketEnd(m.Env, s)
	closeSocket := end.Close
	end.Close = func() {
		closeSocket()
		m.Acceptor.Left(fd)
	}
	if len(m.waiting) == 0 {
		m.ends = append(m.ends, end)
		return nil
	}
	done := m.waiting[0]
	m.waiting = m.waiting[1:]
	return done(end, nil)
}

// Open waits for a connection.
func (m *Meeting) Open(done func(*session.End, error) error) error {
	if len(m.ends) == 0 {
		m.waiting = append(m.waiting, done)
		return nil
	}
	end := m.ends[0]
	m.ends = m.ends[1:]
	return done(end, nil)
}
