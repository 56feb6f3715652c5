package message

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
)

// input sends standard input: in one call if it is a message, or no longer than inputSize, else in pieces of it.
func (w *Sender) input() error {
	buf := make([]byte, inputSize)
	for first := true; ; first = false {
		n, err := w.Env.Fill(buf)
		if err != nil {
			return err
		}
		if first && n == len(buf) && w.Socket.AsksBoundaries(w.Env) {
			return w.message(buf)
		}
		if n > 0 || first {
			if err := w.all(buf[:n]); err != nil {
				return err
			}
		}
		if n < len(buf) {
			return nil
		}
	}
}

// message sends standard input, which begins with b, as one message. One that is too long already is not read further: it is
// for the kernel to refuse it.
func (w *Sender) message(b []byte) error {
	most := pump.Longest(w.Env.Door, w.Socket.FD)
	b, ended, err := gatherInput(w.Env, b, most)
	switch {
	case err != nil:
		return err
	case ended:
		return w.all(b)
	case most == pump.CallMost: // the call would leave out what is beyond
		return pump.AtLeast(fail.At(w.name(), w.Socket.What, unix.EMSGSIZE), len(b))
	}
	return pump.AtLeast(w.all(b), len(b))
}
