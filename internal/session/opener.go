package session

import (
	"sock/internal/addr"
	"sock/internal/dial"
	"sock/internal/env"
	"sock/internal/loop"
	"sock/internal/socket"
)

// An Opener makes an end: at the start, or for a connection that has arrived.
type Opener interface {
	// Open calls done once, before it returns or later from the loop. An error of done ends the loop.
	Open(done func(*End, error) error) error
}

// Connecting connects a socket for each end.
type Connecting struct {
	Env    *env.Env
	Loop   *loop.Loop
	Dialer *dial.Dialer
	To     addr.Endpoint
}

// Open begins to connect.
func (c *Connecting) Open(done func(*End, error) error) error {
	call := dial.Call{Dialer: c.Dialer, Env: c.Env, Loop: c.Loop, To: c.To}
	call.Done = func(s *socket.Socket, err error) error {
		if err != nil {
			return done(nil, err)
		}
		return done(SocketEnd(c.Env, s), nil)
	}
	return call.Start()
}

// Existing is an end that exists already, for one pair.
type Existing struct{ End *End }

// Open returns the end.
func (x Existing) Open(done func(*End, error) error) error { return done(x.End, nil) }
