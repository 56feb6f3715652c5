// Package handover gives a socket away: to a COMMAND that takes sock's place or runs beside it, or to a keeper.
package handover

import (
	"time"

	"sock/internal/env"
)

// A Target says what becomes of a socket other than copying data. It is filled from flags.
type Target struct {
	Hold    string        // the name that a keeper holds it under; "" for none
	TTL     time.Duration // how long it is held
	Command []string      // the program that gets it
	As      int           // the descriptor that COMMAND finds it at; AsStdio for both 0 and 1
	FDFlags bool          // print the descriptor's flags, and close it
}

// AsStdio makes the socket a command's standard input and output.
const AsStdio = -1

// Given reports whether there is a target: sock then copies no data.
func (t *Target) Given() bool { return t.FDFlags || t.Passes() }

// Passes reports whether another program gets the socket, and may want to wait on it.
func (t *Target) Passes() bool { return t.Hold != "" || len(t.Command) > 0 }

// Needs fails if a standard stream that the target uses is closed.
func (t *Target) Needs(env *env.Env) error {
	if t.FDFlags || t.Hold != "" { // prints them, or the address
		return env.NeedOut()
	}
	return nil
}
