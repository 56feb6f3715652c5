// Package handover passes a socket on: to a COMMAND that replaces sock or runs as a child, or to a keeper.
package handover

import (
	"time"

	"sock/internal/env"
)

// A Target says where to pass a socket, if sock does not copy data itself. It is filled from flags.
type Target struct {
	Hold    string        // the name to hold it under; "" for none
	TTL     time.Duration // how long to hold it
	Command []string      // the program that gets it
	As      int           // its descriptor in COMMAND; AsStdio for both 0 and 1
	FDFlags bool          // print the descriptor's flags, and close it
}

// AsStdio makes the socket a command's standard input and output.
const AsStdio = -1

// Given reports whether there is a target: sock then copies no data.
func (t *Target) Given() bool { return t.FDFlags || t.Passes() }

// Passes reports whether another program gets the socket. That program may wait on it.
func (t *Target) Passes() bool { return t.Hold != "" || len(t.Command) > 0 }

// Needs returns an error if a standard stream that the target uses is closed.
func (t *Target) Needs(env *env.Env) error {
	if t.FDFlags || t.Hold != "" { // sock prints the flags or the address
		return env.NeedOut()
	}
	return nil
}
