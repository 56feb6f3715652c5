// Package modes is what each command does: the order of its calls.
package modes

import (
	"time"

	"sock/internal/env"
	"sock/internal/handover"
	"sock/internal/session"
	"sock/internal/socket"
)

// An End is what a command does with its socket: it joins it with standard input and output, or gives it away.
type End struct {
	session.Cat
	handover.Target
}

// finish ends the command with s.
func (e *End) finish(env *env.Env, s *socket.Socket, start time.Time) error {
	if e.Target.Given() {
		return e.Give(env, s)
	}
	return e.Cat.Run(env, s, start)
}

// needs fails if a standard stream that the end uses is closed.
func (e *End) needs(env *env.Env) error {
	if e.Target.Given() {
		return e.Target.Needs(env)
	}
	return e.Cat.Needs(env)
}
