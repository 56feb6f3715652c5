package message

import (
	"encoding/binary"
	"fmt"
	"os"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/sockopt/cmsg"
)

// Pass adds an item of control data that carries the descriptors of the references, which are opened later.
func (c *Sending) Pass(list []ref.Ref) {
	c.Passing = append(c.Passing, Passing{Refs: list, At: len(c.Control)})
	c.Control = append(c.Control, cmsg.Rights(nil, ""))
}

// OpenPassing opens the descriptors to pass and returns a function that closes sock's copies of them. Call it before
// sock opens anything else: a number that is closed now could be a descriptor of sock's own later.
func (c *Sending) OpenPassing(env *env.Env) (done func(), err error) {
	c.noteClosed(env)
	var copies []ref.Opened
	done = func() {
		for _, o := range copies {
			o.Close(env.Door)
		}
	}
	for _, p := range c.Passing {
		fds, texts := make([]int, len(p.Refs)), make([]string, len(p.Refs))
		for i, r := range p.Refs {
			opened, err := r.Open(env.Door)
			if err != nil {
				done()
				return nil, err
			}
			copies = append(copies, opened)
			fds[i], texts[i] = opened.FD, r.String()
		}
		c.Control[p.At] = cmsg.Rights(fds, strings.Join(texts, ","))
	}
	return done, nil
}

// noteClosed notes the numbers to pass that are not open.
func (c *Sending) noteClosed(env *env.Env) {
	var fds []int
	for _, p := range c.Passing {
		for _, r := range p.Refs {
			if fd, ok := r.Inherited(); ok {
				fds = append(fds, fd)
			}
		}
	}
	for _, set := range c.Control { // those of Passing have none as yet
		fds = append(fds, Passed(set)...)
	}
	c.closed = Closed(env, fds)
}

// Closed returns the numbers that no descriptor has, or one of sock's own.
func Closed(e *env.Env, fds []int) (closed []int) {
	for _, fd := range fds {
		if !isOpen(fd) || e.Door.Unopened(fd) {
			closed = append(closed, fd)
		}
	}
	return closed
}

func isOpen(fd int) bool {
	_, err := os.Lstat(fmt.Sprintf("/proc/self/fd/%d", fd))
	return err == nil
}

// NotOwn refuses to pass a number that was closed and is by now that of a descriptor of sock's own. Of the others that are
// closed the kernel says so.
func NotOwn(closed []int) error {
	for _, fd := range closed {
		if isOpen(fd) {
			return &fail.Call{Name: "send", What: fmt.Sprintf("--fds %d", fd), Err: unix.EBADF, Hint: closedHint(fd)}
		}
	}
	return nil
}

func closedHint(fd int) string {
	if fd < 0 {
		return fmt.Sprintf("no descriptor has the number %d", fd)
	}
	return fmt.Sprintf("descriptor %d is not open; in a shell %d<FILE opens it", fd, fd)
}

// Passed are the numbers that an item of control data passes, right or wrong.
func Passed(set cmsg.Setting) (fds []int) {
	if set.Level != unix.SOL_SOCKET || set.Type != unix.SCM_RIGHTS {
		return nil
	}
	for b := set.Data; len(b) >= 4; b = b[4:] {
		fds = append(fds, int(int32(binary.NativeEndian.Uint32(b))))
	}
	return fds
}

// passed counts the descriptors of a message.
func (c *Sending) passed() (n int) {
	for _, set := range c.Control {
		n += len(Passed(set))
	}
	return n
}
