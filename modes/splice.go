package modes

import (
	"cmp"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
)

// A Descriptor is one side of a Move, and how the user wrote it.
type Descriptor struct {
	FD   int
	What string
}

// A Move is a call that moves bytes inside the kernel: once for a length that was asked for, else until the input ends.
type Move struct {
	Length int64
	Whole  bool // no length was asked for
}

// spliceMost is how much one call is asked for when no length is given.
const spliceMost = 1 << 30

// run makes the calls, each of which says how many bytes it has moved.
func (m *Move) run(env *env.Env, name string, from, to Descriptor, call func(n int) (int, error)) error {
	length := m.Length
	if m.Whole {
		length = spliceMost
	}
	var total int64
	for {
		n, err := call(int(length))
		if err != nil {
			if total > 0 {
				env.Warn("%s: %d bytes before that", name, total)
			}
			return fail.WithHint(fail.At(name, to.What, err), wrongDirection(env, err, from, to))
		}
		total += int64(n)
		if n == 0 || !m.Whole {
			break
		}
	}
	if !m.Whole && total < m.Length {
		env.Warn("%s: %d of %d bytes", name, total, m.Length)
	}
	return nil
}

// wrongDirection is the hint for EBADF: which descriptor is open, but not in the direction of the move.
func wrongDirection(e *env.Env, err error, from, to Descriptor) string {
	return cmp.Or(socket.Unreadable(e, err, from.FD, from.What), socket.Unwritable(e, err, to.FD, to.What))
}

// Splice is splice(2), or tee(2), between two descriptors that exist.
type Splice struct {
	Move
	FromOffset, ToOffset *int64 // nil: the file's own position
	Flags                int    // SPLICE_F_
	Tee                  bool
}

// Run moves from one descriptor to the other.
func (c *Splice) Run(env *env.Env, from, to Descriptor) error {
	if c.Tee {
		return c.run(env, "tee", from, to, func(n int) (int, error) { return env.Door.Tee(from.FD, to.FD, n, c.Flags) })
	}
	err := c.run(env, "splice", from, to, func(n int) (int, error) {
		return env.Door.SpliceAt(from.FD, c.FromOffset, to.FD, c.ToOffset, n, c.Flags)
	})
	tellOffset(env, "from", c.FromOffset)
	tellOffset(env, "to", c.ToOffset)
	return err
}

// tellOffset reports under -v where an offset is at the end.
func tellOffset(e *env.Env, which string, at *int64) {
	if at != nil {
		e.Tell("%s offset %d", which, *at)
	}
}
