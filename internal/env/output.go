package env

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Print writes all of b to standard output. It returns nil if the reader has closed the pipe.
func (e *Env) Print(b []byte) error { return fail.Quiet(e.Output(b)) }

// Output writes all of b to standard output, however long that takes. It returns fail.ReaderGone if the reader has
// closed the pipe.
func (e *Env) Output(b []byte) error {
	if !e.printed && len(b) > 0 {
		if err := e.NeedOut(); err != nil {
			return err
		}
		e.printed = true
	}
	for len(b) > 0 {
		n, err := e.Door.Write(e.Out, b)
		switch {
		case err == unix.EAGAIN: // another process has set O_NONBLOCK on the shared file description
			if _, failed := e.Await(e.Out, unix.POLLOUT, time.Time{}); failed != nil {
				return failed
			}
		case err == unix.EPIPE:
			return fail.ReaderGone{}
		case err != nil:
			return fail.At("write", "standard output", err)
		}
		b = b[n:]
	}
	return nil
}
