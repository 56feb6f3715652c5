package serve

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
)

// A StdinRule says to which clients of a server standard input goes.
type StdinRule int

// Rules for standard input, in the order of StdinRules.
const (
	StdinAuto StdinRule = iota // StdinEach if it is a regular file, else StdinAll
	StdinAll                   // to every client that is connected
	StdinLast                  // to the client that sent last
	StdinEach                  // from its start to each client
	StdinNone                  // it is not read
)

// StdinRules are the values of --stdin; the first stands for none.
func StdinRules() []string { return []string{"", "all", "last", "each", "none"} }

// Check refuses the rule if standard input is not suited for it.
func (r StdinRule) Check(env *env.Env) error {
	if r == StdinEach && env.Door.FileType(env.In) != unix.S_IFREG {
		return &fail.Usage{
			Text: "--stdin each sends a file to each client, and standard input is not a regular file",
			Hint: "--stdin all sends the same bytes to every client that is connected",
		}
	}
	return nil
}
