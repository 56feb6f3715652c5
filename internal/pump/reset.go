package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// restoreReset turns EPIPE back into ECONNRESET. When a reset arrives in the middle of sendfile(2) or splice(2), the call consumes
// the socket error and returns what it had moved; the next call fails with EPIPE. A connection whose peer has not ended, as far
// as the lane that receives from it knows, can only have been reset.
func (p *Pump) restoreReset(l *Lane) {
	if l.halfOpen && l.direct.way != copying && fail.Is(l.err, unix.EPIPE) && l.To.Caps().TCP && p.reads(l.To.FD()) {
		l.err = fail.At(l.Writing[0], l.Writing[1], unix.ECONNRESET)
	}
}
