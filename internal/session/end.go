package session

import (
	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/socket"
)

// An End is one of the two things that a Pair joins: what one sends the other receives.
type End struct {
	What   string
	Source pump.Source    // nil: nothing is received from it
	Sink   pump.Sink      // nil: nothing is sent to it
	Socket *socket.Socket // nil if it is none
	FD     int            // whose hang-up says that it takes nothing more; -1 for none
	Close  func()         // gives it up; nil for what stays open
	// Program: a program has the other end of the socket. What it does not read is discarded.
	Program bool
}

// SocketEnd returns the end that is a connected socket. Closing the end closes a socket that sock has made.
func SocketEnd(e *env.Env, s *socket.Socket) *End {
	both := (&Cat{}).Ends(e, s)
	return &End{What: s.What, Source: both, Sink: both, Socket: s, FD: s.FD, Close: func() { s.Close(e) }}
}

// GiveUp closes the end, unless it stays open.
func (e *End) GiveUp() {
	if e.Close != nil {
		e.Close()
	}
}

// keepsBoundaries reports whether the end carries messages.
func (e *End) keepsBoundaries() bool { return e.Socket != nil && e.Socket.KeepsBoundaries() }

// verbs are the calls that errors of the end name.
func (e *End) verbs() (receive, send string) {
	if e.Socket == nil {
		return "read", "write"
	}
	return "recv", "send"
}

// abort makes the close of a connection a reset.
func (e *End) abort(env *env.Env) {
	if e.Socket != nil && !e.Socket.Shared {
		e.Socket.Abort(env)
	}
}
