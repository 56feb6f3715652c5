package modes

import (
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// Poll is poll(2) on one socket that exists.
type Poll struct {
	Events  int16 // POLL; 0 waits for what is reported unasked
	Timeout time.Duration
}

// RunOn prints what is ready.
func (c *Poll) RunOn(env *Env, fd int, what string) error {
	var limit time.Time
	if c.Timeout > 0 {
		limit = time.Now().Add(c.Timeout)
	}
	ready, err := env.await(fd, c.Events, limit)
	if err != nil {
		return err
	}
	if ready == 0 {
		return &fail.Call{Name: "poll", What: what, Err: unix.ETIMEDOUT, Why: "nothing became ready within " + c.Timeout.String()}
	}
	return quiet(env.output([]byte(xlat.PollEvents.Text(uint32(uint16(ready))) + "\n")))
}
