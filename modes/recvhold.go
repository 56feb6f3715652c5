package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/ref"
)

// holdRight is recvmsg(2) for a message that brings a descriptor, which a keeper then has. The message's bytes are shown.
func (c *Recv) holdRight(env *Env, s socket) error {
	if c.Timeout > 0 {
		if err := c.wait(env, s); err != nil {
			return err
		}
	}
	room := make([]byte, c.Size)
	n, fd, err := env.Door.RecvRights(s.fd, room)
	if err != nil {
		return fail.At("recv", s.what, err)
	}
	if fd < 0 && n == 0 {
		return fail.EOF{}
	}
	if err := env.output(room[:n]); err != nil {
		return quiet(err)
	}
	if fd < 0 {
		return &fail.Call{
			Name: "recv", What: s.what, Err: unix.ENOMSG, Why: "the message brought no descriptor",
			Hint: "nothing is held; the sender has to use SCM_RIGHTS, see unix(7)",
		}
	}
	defer func() { _ = env.Door.Close(fd) }()
	return ref.Hold(env.Door, fd, ref.Holding{Name: c.Hold, TTL: c.TTL})
}

// A Keep says under which name a received descriptor is held, and how long.
type Keep struct {
	Hold string
	TTL  time.Duration
}
