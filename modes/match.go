package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/sys"
)

// matchWindow is how far back into what went before a match in a stream may reach.
const matchWindow = 64 << 10

// untilMatch receives up to the first match: whole messages, or the bytes of a stream up to the end of the match and
// not one more. The time limit is for all of it.
func (c *Recv) untilMatch(env *env.Env, s *socket.Socket) error {
	kind, err := s.Kind, error(nil)
	if !s.Own() {
		if kind, err = socket.KindOf(env, s.FD); err != nil {
			return err
		}
	}
	room, err := c.buffer(s)
	if err != nil {
		return err
	}
	limit := c.Until()
	if kind.Type == unix.SOCK_STREAM {
		return fail.Quiet(c.untilInStream(env, s, room, limit))
	}
	for {
		data, err := c.next(env, s, room, limit)
		if err != nil || c.Match.Match(data) {
			return fail.Quiet(err)
		}
	}
}

// untilInStream looks with MSG_PEEK before it takes.
func (c *Recv) untilInStream(env *env.Env, s *socket.Socket, room []byte, limit time.Time) error {
	look := *c
	look.Flags |= unix.MSG_PEEK
	look.Control, look.OOBMark = 0, false
	var seen []byte // what was taken, as far as matchWindow reaches, and what is looked at
	whole := true   // nothing of it was forgotten
	for {
		look.got = c.got
		p, _, err := look.once(env, s, room, limit)
		if err == nil && p.EOF {
			_, err = c.next(env, s, room, limit) // it may bring something with it
		}
		if err != nil {
			return err
		}
		if err := sys.Room(2 * len(p.Data)); err != nil {
			return fail.At(c.name(), s.What, err)
		}
		before := len(seen)
		seen = append(seen, p.Data...)
		found := c.find(seen, whole)
		n := len(p.Data)
		if found != nil {
			n = max(found[1]-before, 0)
		}
		if err := c.takeBytes(env, s, room[:n], limit); err != nil || found != nil {
			return err
		}
		if len(seen) > matchWindow {
			seen, whole = seen[len(seen)-matchWindow:], false
		}
	}
}

// takeBytes takes as many bytes as there is room for, which are there. The peek may have joined what two calls bring.
func (c *Recv) takeBytes(env *env.Env, s *socket.Socket, room []byte, limit time.Time) error {
	for len(room) > 0 {
		data, err := c.next(env, s, room, limit)
		if err != nil {
			return err
		}
		room = room[len(data):]
	}
	return nil
}

// find finds the first match. What stands where a part was forgotten would only seem to begin the stream.
func (c *Recv) find(seen []byte, whole bool) []int {
	if whole {
		return c.Match.FindIndex(seen)
	}
	for _, found := range c.Match.FindAllIndex(seen, 2) {
		if found[0] > 0 {
			return found
		}
	}
	return nil
}
