package modes

import (
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/ref"
	"sock/sockopt"
)

// A Passing is --fds: what is to be passed, and which item of Control it becomes.
type Passing struct {
	Refs []ref.Ref
	At   int
}

// Pass adds an item of control data that carries the descriptors of the references, which are opened later.
func (c *Send) Pass(list []ref.Ref) {
	c.Passing = append(c.Passing, Passing{Refs: list, At: len(c.Control)})
	c.Control = append(c.Control, sockopt.Rights(nil, ""))
}

// OpenPassing opens what is to be passed, and returns what closes our copies of it. It is to be asked before sock opens
// anything else: a number that the user has closed could be a descriptor of sock's own by then.
func (c *Send) OpenPassing(env *Env) (done func(), err error) {
	if err := c.requireOpen(); err != nil {
		return nil, err
	}
	var copies []ref.Opened
	done = func() {
		for _, o := range copies {
			o.Close(env.Door)
		}
	}
	for _, p := range c.Passing {
		fds, text := make([]int, len(p.Refs)), ""
		for i, r := range p.Refs {
			opened, err := r.Open(env.Door)
			if err != nil {
				done()
				return nil, err
			}
			copies = append(copies, opened)
			fds[i], text = opened.FD, text+","+r.String()
		}
		c.Control[p.At] = sockopt.Rights(fds, text[1:])
	}
	return done, nil
}

// requireOpen looks at the numbers among what is to be passed.
func (c *Send) requireOpen() error {
	var fds []int
	for _, p := range c.Passing {
		for _, r := range p.Refs {
			if fd, ok := r.Inherited(); ok {
				fds = append(fds, fd)
			}
		}
	}
	for _, set := range c.Control { // those of Passing have none as yet
		fds = append(fds, descriptors(set)...)
	}
	for _, fd := range fds {
		if _, err := os.Lstat(fmt.Sprintf("/proc/self/fd/%d", fd)); err != nil {
			return notOpen(fd)
		}
	}
	return nil
}

func notOpen(fd int) error {
	err := &fail.Call{Name: "send", What: fmt.Sprintf("--fds %d", fd), Err: unix.EBADF}
	if fd >= 0 {
		err.Hint = fmt.Sprintf("descriptor %d is not open; in a shell %d<FILE opens it", fd, fd)
	}
	return err
}

func descriptors(set sockopt.ControlSetting) []int {
	return sockopt.ControlMessage{Level: set.Level, Type: set.Type, Data: set.Data}.Descriptors()
}

// passed counts the descriptors of a message.
func (c *Send) passed() (n int) {
	for _, set := range c.Control {
		n += len(descriptors(set))
	}
	return n
}
