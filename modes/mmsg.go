package modes

import (
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/sys"
)

// Sendmmsg is sendmmsg(2), once.
type Sendmmsg struct {
	Flags    int // MSG_
	Messages [][]byte
	IOV      []int          // sizes of the buffers of each message; nil for one buffer
	To       *addr.Endpoint // nil: the socket is connected
}

// RunOn sends, and tells when the kernel took less than all.
func (c *Sendmmsg) RunOn(env *Env, fd int, what string) error {
	var to addr.Sockaddr
	if c.To != nil {
		list, err := c.To.Sockaddrs(addr.Connect, env.Names)
		if err != nil {
			return err
		}
		to = list[0]
	}
	var messages []*sys.Message
	for _, b := range c.Messages {
		m := &sys.Message{Name: to, Buffers: [][]byte{b}}
		if c.IOV != nil {
			m.Buffers = buffers(b, c.IOV)
		}
		messages = append(messages, m)
	}
	sent, err := env.Door.Sendmmsg(fd, messages, c.Flags)
	if err != nil {
		return fail.At("sendmmsg", what, err)
	}
	for i, n := range sent {
		env.Tell("message %d: %s", i+1, byteCount(n))
	}
	if len(sent) < len(messages) {
		env.Warn("sendmmsg %s: %d of %d messages sent", what, len(sent), len(messages))
	}
	return nil
}

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
