package message

import (
	"errors"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Run receives and shows as often as was asked for.
func (r *Receiver) Run() error {
	if r.Match != nil {
		return r.untilMatch()
	}
	room, err := r.buffer()
	if err != nil {
		return err
	}
	limit := r.until()
	for i := 0; r.All || i < r.Count; i++ {
		_, err := r.next(room, limit)
		var end fail.EOF
		switch {
		case errors.As(err, &end) && (r.All && !r.Partial || r.Partial && i > 0):
			return nil
		case r.Partial && !r.All && i > 0 && fail.Is(err, unix.ETIMEDOUT):
			return nil
		case err != nil:
			return fail.Quiet(err)
		}
	}
	return nil
}

// Answers receives what comes after a send: messages, which may be fewer than asked for when the time for all of them is
// up, or a stream to its end.
func (r *Receiver) Answers() error {
	r.Partial = true
	typ, err := r.Socket.Kind.Type, error(nil)
	if !r.Socket.Own() && r.Match == nil {
		if typ, err = r.Env.Door.GetsockoptInt(r.Socket.FD, unix.SOL_SOCKET, unix.SO_TYPE); err != nil {
			return fail.At("getsockopt", "SO_TYPE", err)
		}
	}
	r.All = typ == unix.SOCK_STREAM
	return r.Run()
}
