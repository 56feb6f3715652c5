package message

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/xlat"
)

// Check refuses values that do not go together.
func (c *Receiving) Check() error {
	const looked = unix.MSG_OOB | unix.MSG_PEEK | unix.MSG_WAITALL | unix.MSG_TRUNC
	switch {
	case c.Match != nil && c.Flags&looked != 0:
		return fail.NotWith("--match", xlat.MsgFlags.Names(uint32(c.Flags & looked))[0], "sock looks with MSG_PEEK, and then takes")
	case c.Column && c.Format != show.Raw:
		return fail.NotWith("--from-column", "--format "+c.Format.String(), "")
	case c.Delimit != show.DelimitNone && c.Format != show.Raw:
		return fail.Usagef("--delimit has no effect with --format %s", &c.Format)
	}
	return nil
}
