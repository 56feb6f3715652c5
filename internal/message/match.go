package message

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/sys"
)

// matchWindow is how far back into what went before a match in a stream may reach.
const matchWindow = 64 << 10

// untilMatch receives up to the first match: whole messages, or the bytes of a stream up to the end of the match and
// not one more. The time limit is for all of it.
func (r *Receiver) untilMatch() error {
	kind, err := r.Socket.Kind, error(nil)
	if !r.Socket.Own() {
		if kind, err = socket.KindOf(r.Env, r.Socket.FD); err != nil {
			return err
		}
	}
	room, err := r.buffer()
	if err != nil {
		return err
	}
	limit := r.until()
	if kind.Type == unix.SOCK_STREAM {
		return fail.Quiet(r.untilInStream(room, limit))
	}
	for {
		data, err := r.next(room, limit)
		if err != nil || r.Match.Match(data) {
			return fail.Quiet(err)
		}
	}
}

// untilInStream looks with MSG_PEEK before it takes.
func (r *Receiver) untilInStream(room []byte, limit time.Time) error {
	look := *r
	look.Flags |= unix.MSG_PEEK
	look.Control, look.OOBMark = 0, false
	var seen []byte // what was taken, as far as matchWindow reaches, and what is looked at
	whole := true   // nothing of it was forgotten
	for {
		look.got = r.got
		p, _, err := look.once(room, limit)
		if err == nil && p.EOF {
			_, err = r.next(room, limit) // it may bring something with it
		}
		if err != nil {
			return err
		}
		if err := sys.Room(2 * len(p.Data)); err != nil {
			return fail.At(r.name(), r.Socket.What, err)
		}
		before := len(seen)
		seen = append(seen, p.Data...)
		found := r.find(seen, whole)
		n := len(p.Data)
		if found != nil {
			n = max(found[1]-before, 0)
		}
		if err := r.takeBytes(room[:n], limit); err != nil || found != nil {
			return err
		}
		if len(seen) > matchWindow {
			seen, whole = seen[len(seen)-matchWindow:], false
		}
	}
}

// takeBytes takes as many bytes as there is room for, which are there. The peek may have joined what two calls bring.
func (r *Receiver) takeBytes(room []byte, limit time.Time) error {
	for len(room) > 0 {
		data, err := r.next(room, limit)
		if err != nil {
			return err
		}
		room = room[len(data):]
	}
	return nil
}

// find finds the first match. What stands where a part was forgotten would only seem to begin the stream.
func (r *Receiver) find(seen []byte, whole bool) []int {
	if whole {
		return r.Match.FindIndex(seen)
	}
	for _, found := range r.Match.FindAllIndex(seen, 2) {
		if found[0] > 0 {
			return found
		}
	}
	return nil
}
