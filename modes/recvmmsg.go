package modes

import (
	"math"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/socket"
	"sock/internal/sys"
)

// Recvmmsg calls recvmmsg(2) once.
type Recvmmsg struct {
	Recv  Recv  // Count is the number of messages that fit
	Sizes []int // sizes of the buffers of the first messages; the others have Size
	Limit *unix.Timespec
}

// RunOn receives, and shows the messages as recv does.
func (c *Recvmmsg) RunOn(env *env.Env, fd int, what string) error {
	r := c.Recv.receiver(env, &socket.Socket{FD: fd, What: what})
	if err := c.afford(r.Room()); err != nil {
		return fail.WithHint(fail.At("recvmmsg", what, err), "a smaller --count or --size takes less memory")
	}
	messages := make([]*sys.Message, c.Recv.Count)
	for i := range messages {
		messages[i] = sys.NewMessage(make([]byte, c.size(i)), r.Room())
	}
	got, err := env.Door.Recvmmsg(fd, messages, c.Recv.Flags, c.Limit)
	if err != nil {
		return fail.At("recvmmsg", what, err)
	}
	for i, n := range got {
		m := messages[i]
		room := m.Buffers[0]
		p := pump.Piece{Data: room[:min(n, len(room))], Len: n, From: m.Name, Ctl: m.Control, Flags: m.Flags}
		if err := r.Take(p, "recvmmsg"); err != nil {
			return fail.Quiet(err)
		}
	}
	return nil
}

// size returns the size of the buffer of message i.
func (c *Recvmmsg) size(i int) int {
	if i < len(c.Sizes) {
		return c.Sizes[i]
	}
	return c.Recv.Size
}

// afford returns ENOMEM if there is no memory for all messages.
func (c *Recvmmsg) afford(control int) error {
	const beside = 512 // the address, the message header and the header of the control data
	total := 0
	for i := range min(c.Recv.Count, len(c.Sizes)) {
		total += c.Sizes[i]
	}
	rest := max(0, c.Recv.Count-len(c.Sizes))
	each := control + beside
	if each > math.MaxInt/2/max(1, c.Recv.Count) || c.Recv.Size > math.MaxInt/4/max(1, rest) {
		return unix.ENOMEM
	}
	return sys.Room(total + rest*c.Recv.Size + c.Recv.Count*each)
}
