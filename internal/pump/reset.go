package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// undo puts right what the kernel has spoilt: when a reset comes in the middle of sendfile(2) or splice(2), the call takes the
// socket's error, returns what it had moved before, and the next one says EPIPE. A connection whose peer has not ended, as far
// as the lane that receives from it knows, can only have been reset.
func (p *Pump) undo(l *Lane) {
	if l.halfOpen && l.direct.way != copying && fail.Is(l.err, unix.EPIPE) && l.To.Caps().TCP && p.reads(l.To.FD()) {
		l.err = fail.At(l.Writing[0], l.Writing[1], unix.ECONNRESET)
	}
}
