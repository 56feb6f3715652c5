// Package modes runs each command: it makes the calls in their order.
package modes

import (
	"time"

	"sock/internal/env"
	"sock/internal/handover"
	"sock/internal/pump"
	"sock/internal/serve"
	"sock/internal/session"
	"sock/internal/socket"
	"sock/internal/sys"
)

// An End says what a command does with its socket: join it with standard input and output, or pass it on.
type End struct {
	Cat    session.Cat
	Target handover.Target
}

// finish ends the command with s.
func (e *End) finish(env *env.Env, s *socket.Socket, start time.Time) error {
	if e.Target.Given() {
		return e.Target.Give(env, s)
	}
	return e.Cat.Run(env, s, start)
}

// needs returns an error if a standard stream that the end uses is closed.
func (e *End) needs(env *env.Env) error {
	if e.Target.Given() {
		return e.Target.Needs(env)
	}
	return e.Cat.Needs(env)
}

// settle makes the Go runtime open its descriptors before a server that starts children reports that it listens. To look in
// /proc for the descendants of a child, the runtime would open them later, when none may be left.
func (e *End) settle() error {
	if len(e.Target.Command) == 0 {
		return nil
	}
	return sys.Settle()
}

// children returns the children of a server.
func (e *End) children(env *env.Env, p *pump.Pump, a *serve.Acceptor) *serve.Children {
	source := func(s *socket.Socket) pump.Source { return e.Cat.Ends(env, s) }
	return &serve.Children{Env: env, Target: &e.Target, Pump: p, Acceptor: a, Source: source}
}
