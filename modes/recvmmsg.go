package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// Recvmmsg is recvmmsg(2), once.
type Recvmmsg struct {
	Recv        // Count is how many messages there is room for
	Sizes []int // of the buffers of the first messages, where they are not Size
	Limit *unix.Timespec
}

// RunOn receives, and shows the messages as recv does.
func (c *Recvmmsg) RunOn(env *Env, fd int, what string) error {
	s := socket{fd: fd, what: what}
	messages := make([]*sys.Message, c.Count)
	for i := range messages {
		size := c.Size
		if i < len(c.Sizes) {
			size = c.Sizes[i]
		}
		messages[i] = sys.NewMessage(make([]byte, size), c.room())
	}
	got, err := env.Door.Recvmmsg(fd, messages, c.Flags, c.Limit)
	if err != nil {
		return fail.At("recvmmsg", what, err)
	}
	for i, n := range got {
		m := messages[i]
		room := m.Buffers[0]
		p := pump.Piece{Data: room[:min(n, len(room))], Len: n, From: m.Name, Ctl: m.Control, Flags: m.Flags}
		if err := c.take(env, s, p, "recvmmsg"); err != nil {
			return quiet(err)
		}
	}
	return nil
}
