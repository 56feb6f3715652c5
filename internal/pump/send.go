package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// send writes once. A message goes out whole or fails.
func (l *Lane) send() error {
	if !l.copy.pending() {
		return l.moveOn()
	}
	n, err := l.copy.send()
	l.sink.full = err == unix.EAGAIN //nolint:errorlint // the bare errno alone has the lane wait, see Sink
	switch {
	case l.sink.full:
		return nil
	case l.copy.oversized:
		return l.sinkFailed(AtLeast(err, len(l.copy.out)))
	case err != nil:
		return l.sinkFailed(err)
	}
	l.Sent += int64(n)
	return l.copy.next()
}

// sinkFailed gives the lane up because of its sink. A connection that has ended still brings what was received before; one that
// lives could bring more without end, and the error would wait for it.
func (l *Lane) sinkFailed(err error) error {
	l.refusal = true
	switch to := l.To.Caps(); {
	case !to.Socket:
		l.Isolated = false
	case !to.Messages:
		l.halfOpen = l.ways.ended(l.To.FD())
	}
	return l.fault(l.Writing, err)
}

// settle finishes the sink when the source has ended and everything is out.
func (l *Lane) settle() error {
	if l.phase != draining || l.wantsOut() {
		return nil
	}
	l.finish()
	if err := l.To.Finish(); err != nil {
		return l.fault(l.Writing, err)
	}
	return nil
}

// fault gives the lane up, if there is an error.
func (l *Lane) fault(where [2]string, err error) error {
	if err == nil {
		return nil
	}
	l.finish()
	l.copy.discard()
	l.direct.turned = false
	l.err = fail.At(where[0], where[1], err)
	return l.err
}
