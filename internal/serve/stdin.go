package serve

import (
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/session"
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

// rule is what --stdin says, or what suits standard input.
func (v *Clients) rule() StdinRule {
	switch {
	case v.Cat.RecvOnly:
		return StdinNone
	case v.Stdin != StdinAuto:
		return v.Stdin
	case v.Cat.EOF != session.EOFQuit && v.Env.Door.FileType(v.Env.In) == unix.S_IFREG:
		return StdinEach
	}
	return StdinAll
}

func (v *Clients) feeder() feeder {
	switch v.rule() {
	case StdinAuto, StdinAll:
		return &toAll{v: v}
	case StdinLast:
		return &toLast{v: v}
	case StdinEach:
		return &toEach{v: v}
	case StdinNone:
	}
	return toNone{}
}

// toNone passes nothing on. The other feeders begin with it.
type toNone struct{}

func (toNone) start()             {}
func (toNone) join(*client)       {}
func (toNone) received(*client)   {}
func (toNone) left(*client)       {}
func (toNone) holds(*client) bool { return false }
func (toNone) drop(*client)       {}
func (toNone) free() *client      { return nil }
func (toNone) sent() int64        { return 0 }
