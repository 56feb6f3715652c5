package modes

import (
	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/message"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt/cmsg"
)

// Sendmmsg calls sendmmsg(2) once.
type Sendmmsg struct {
	Flags    int // MSG_
	Messages []Outgoing
	IOV      []int          // sizes of the buffers of each message; nil for one buffer
	Addrlen  *int           // see Open
	Passed   []cmsg.Setting // the control data of all messages

	closed []int // descriptors in Passed that were not open at the start
}

// Outgoing is one message.
type Outgoing struct {
	Data    []byte
	To      *addr.Endpoint // nil: the socket is connected
	Control []byte
}

// NoteClosed notes which of the descriptors to pass are not open. Call it before sock opens any.
func (c *Sendmmsg) NoteClosed(env *env.Env) {
	var fds []int
	for _, set := range c.Passed {
		fds = append(fds, message.Passed(set)...)
	}
	c.closed = message.Closed(env, fds)
}

// RunOn sends, and warns if the kernel took fewer messages.
func (c *Sendmmsg) RunOn(env *env.Env, fd int, what string) error {
	messages := make([]*sys.Message, len(c.Messages))
	for i, m := range c.Messages {
		messages[i] = &sys.Message{Buffers: message.Buffers(m.Data, c.IOV), Control: m.Control}
		if m.To == nil {
			continue
		}
		var err error
		if messages[i].Name, err = env.First(*m.To, addr.Connect); err != nil {
			return err
		}
	}
	if err := message.NotOwn(c.closed); err != nil {
		return err
	}
	sent, err := env.Door.Claiming(c.Addrlen).Sendmmsg(fd, messages, c.Flags)
	if err != nil {
		err = fail.At("sendmmsg", what, err)
		return fail.WithHint(err, (&socket.Socket{FD: fd}).AddressHint(env, messages[0].Name, err))
	}
	for i, n := range sent {
		env.Tell("message %d: %s", i+1, show.ByteCount(n))
	}
	if len(sent) < len(messages) {
		env.Warn("sendmmsg %s: %d of %d messages sent", what, len(sent), len(messages))
	}
	return nil
}
