package serve

import (
	"golang.org/x/sys/unix"

	"sock/internal/session"
)

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
	if v.Broker {
		return &toOthers{toAll: toAll{v: v}}
	}
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
