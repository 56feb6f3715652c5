package modes

import (
	"sock/internal/fail"
)

// A Move is a call that moves bytes inside the kernel: once for a length that was asked for, else until the input ends.
type Move struct {
	Length int64
	Whole  bool // no length was asked for
}

// spliceMost is how much one call is asked for when no length is given.
const spliceMost = 1 << 30

// run makes the calls, each of which says how many bytes it has moved.
func (m *Move) run(env *Env, name, what string, call func(n int) (int, error)) error {
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
			return fail.At(name, what, err)
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

// Splice is splice(2), or tee(2), between two descriptors that exist.
type Splice struct {
	Move
	FromOffset, ToOffset *int64 // nil: the file's own position
	Flags                int    // SPLICE_F_
	Tee                  bool
}

// Run moves from one descriptor to the other.
func (c *Splice) Run(env *Env, from, to int, what string) error {
	if c.Tee {
		return c.run(env, "tee", what, func(n int) (int, error) { return env.Door.Tee(from, to, n, c.Flags) })
	}
	err := c.run(env, "splice", what, func(n int) (int, error) {
		return env.Door.SpliceAt(from, c.FromOffset, to, c.ToOffset, n, c.Flags)
	})
	env.tellOffset("from", c.FromOffset)
	env.tellOffset("to", c.ToOffset)
	return err
}

// tellOffset tells, to those who want to hear, where an offset is in the end.
func (e *Env) tellOffset(which string, at *int64) {
	if at != nil {
		e.Tell("%s offset %d", which, *at)
	}
}
