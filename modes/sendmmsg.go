package modes

import (
	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
)

// Sendmmsg is sendmmsg(2), once.
type Sendmmsg struct {
	Flags    int // MSG_
	Messages [][]byte
	IOV      []int          // sizes of the buffers of each message; nil for one buffer
	To       *addr.Endpoint // nil: the socket is connected
	Addrlen  *int           // see Open
}

// RunOn sends, and tells when the kernel took less than all.
func (c *Sendmmsg) RunOn(env *Env, fd int, what string) error {
	var to addr.Sockaddr
	if c.To != nil {
		var err error
		if to, err = env.first(*c.To, addr.Connect); err != nil {
			return err
		}
	}
	messages := make([]*sys.Message, len(c.Messages))
	for i, b := range c.Messages {
		messages[i] = &sys.Message{Name: to, Buffers: buffers(b, c.IOV)}
	}
	sent, err := env.Door.Claiming(c.Addrlen).Sendmmsg(fd, messages, c.Flags)
	if err != nil {
		err = fail.At("sendmmsg", what, err)
		return fail.WithHint(err, env.addressHint(socket{fd: fd}, to, err))
	}
	for i, n := range sent {
		env.Tell("message %d: %s", i+1, byteCount(n))
	}
	if len(sent) < len(messages) {
		env.Warn("sendmmsg %s: %d of %d messages sent", what, len(sent), len(messages))
	}
	return nil
}
