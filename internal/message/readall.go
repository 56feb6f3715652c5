package message

import (
	"slices"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// inputSize is how much of standard input goes into one call on a stream.
const inputSize = 1 << 20

// gatherInput reads standard input, which begins with b, to its end, or until there are more than most bytes of it.
func gatherInput(e *env.Env, b []byte, most int) (all []byte, ended bool, err error) {
	for len(b) <= most {
		had := len(b)
		more := min(max(had, inputSize), pump.CallMost+1-had)
		if err := sys.Room(had + more); err != nil {
			return nil, false, fail.At("read", "standard input", err)
		}
		b = slices.Grow(b, more)[:had+more]
		n, err := e.Fill(b[had:])
		if b = b[:had+n]; err != nil || n < more {
			return b, true, err
		}
	}
	return b, false, nil
}
