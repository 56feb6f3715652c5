package modes

import (
	"cmp"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/internal/sys"
	"sock/sockopt"
)

// Ioctl calls ioctl(2) once for each request.
type Ioctl struct {
	socket.Spec
	Calls []sockopt.IoctlCall
	Value bool // print only the values
	JSON  bool // print one object
}

// Run makes the calls on a fresh socket.
func (c *Ioctl) Run(env *env.Env) error {
	s, err := c.Fresh(env)
	if err != nil {
		return err
	}
	defer s.Close(env)
	return c.RunOn(env, s.FD, s.What)
}

// RunOn makes the calls on a descriptor and prints their results. If one fails, it prints the results of those before it.
func (c *Ioctl) RunOn(env *env.Env, fd int, _ string) (err error) {
	var out []byte
	m := show.Members{}
	for _, call := range c.Calls {
		var text string
		var value any
		if text, value, err = c.call(env, fd, call); err != nil {
			break
		}
		if value == nil {
			continue
		}
		m = append(m, show.Member{Name: call.Title(), Value: value})
		if !c.Value {
			text = call.Title() + "=" + text
		}
		out = append(out, text+"\n"...)
	}
	if c.JSON && (err == nil || len(m) > 0) {
		out = show.Object(m)
	}
	return cmp.Or(err, env.Print(out))
}

// call makes one call. The value is nil if the request returns none.
func (c *Ioctl) call(env *env.Env, fd int, call sockopt.IoctlCall) (text string, value any, err error) {
	n, err := env.Door.Ioctl(fd, call)
	switch {
	case err != nil:
		return "", nil, fail.WithHint(fail.At("ioctl", call.String(), err), ioctlHint(call, err))
	case call.Opens():
		text, _ = os.Readlink(fmt.Sprintf("/proc/self/fd/%d", n))
		return text, text, fail.At("close", "", env.Door.Close(n))
	case n != 0:
		env.Tell("ioctl %s returned %d", call, n)
	}
	if call.Arg == nil || call.Access == sockopt.Set {
		return "", nil, nil
	}
	return call.Format(sys.World()), call.JSON(sys.World()), nil
}

// ioctlHint returns the meaning of an errno that the manual page of the request does not explain.
func ioctlHint(call sockopt.IoctlCall, err error) string {
	switch {
	case fail.Is(err, unix.ENOTTY):
		return "this kind of socket does not answer the request"
	case fail.Is(err, unix.ENOENT) && call.Kind != nil && (call.Kind.Name() == "timeval" || call.Kind.Name() == "timespec"):
		return "no packet with a time was received yet"
	case fail.Is(err, unix.ENODEV):
		return "no interface has this name or index"
	case fail.Is(err, unix.EPERM):
		return "it takes a capability, mostly CAP_NET_ADMIN"
	}
	return ""
}
