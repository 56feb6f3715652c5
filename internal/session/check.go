package session

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/show"
)

// Check refuses values that do not go together.
func (c *Cat) Check() error {
	switch {
	case c.Delimit != show.DelimitNone && c.Format != show.Raw:
		return fail.Usagef("--delimit has no effect with --format %s", &c.Format)
	case c.Wants && c.Format == show.Raw:
		return fail.Usagef("--want needs --format text, hex or json")
	case c.OOBMark && c.Format == show.Raw:
		return fail.Usagef("--oob-mark needs --format text, hex or json")
	}
	return nil
}

// Suits refuses what the kind of socket cannot do.
func (c *Cat) Suits(kind addr.Kind) error {
	const streams = "a stream socket"
	messages := kind.Type != unix.SOCK_STREAM
	switch {
	case c.Delimit != show.DelimitNone && !messages:
		return fail.NotWith("--delimit", streams, "a stream keeps no borders of messages")
	case c.Wants && !messages:
		return fail.NotWith("--want", streams, "sock recv --want asks a stream")
	case c.OOBMark && messages:
		return fail.Usagef("--oob-mark needs %s", streams)
	case c.OOBAt != nil && messages:
		return fail.Usagef("--oob-at needs %s", streams)
	case c.Drain && kind.Connectionless():
		return fail.NotWith("--drain", "a datagram socket", "no peer acknowledges datagrams")
	}
	return nil
}
