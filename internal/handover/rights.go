package handover

import (
	"strconv"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/socket"
)

// Rights says what to do with the descriptors in a message. It is filled from flags. Without it they are closed.
type Rights struct {
	Hold    []string // the names to hold them under
	TTL     time.Duration
	Command []string // gets them from descriptor As on
	As      int
}

// Wanted reports whether a keeper or a COMMAND gets them.
func (r *Rights) Wanted() bool { return len(r.Hold) > 0 || len(r.Command) > 0 }

// Least returns how many descriptors a message must have.
func (r *Rights) Least() int { return max(len(r.Hold), min(1, len(r.Command))) }

// Hand passes on the descriptors of one message. There are at least Least.
func (r *Rights) Hand(env *env.Env, what string, fds []int) error {
	if len(r.Command) > 0 {
		return r.become(env, what, fds)
	}
	for i, name := range r.Hold {
		if err := ref.Hold(env.Door, fds[i], ref.Holding{Name: name, TTL: r.TTL}); err != nil {
			for _, kept := range r.Hold[:i] { // all or none
				ref.Drop(env.Door, kept)
			}
			if fail.Is(err, unix.ENOTSOCK) {
				err = fail.WithHint(err, "only sockets and pidfds have a name; a COMMAND after -- gets descriptors of every kind")
			}
			return err
		}
	}
	if len(fds) > len(r.Hold) {
		env.Warn("recv %s: the message brought %s, of which %d are kept", what, show.DescriptorCount(len(fds)), len(r.Hold))
	}
	return nil
}

// become replaces this process by the command. It gets the descriptors at adjacent numbers, or the first as stdin and stdout.
func (r *Rights) become(env *env.Env, what string, fds []int) error {
	if r.As == AsStdio && len(fds) > 1 {
		env.Warn("recv %s: the message brought %s, of which COMMAND has the first; --as N gives it all", what, show.DescriptorCount(len(fds)))
		fds = fds[:1]
	}
	t := Target{Command: r.Command, As: r.As}
	to, from := t.descriptors(), []int{fds[0], fds[0]}
	if r.As != AsStdio {
		var err error
		if to, from, err = r.sideBySide(env, fds); err != nil {
			return err
		}
	}
	return t.Become(env, &socket.Socket{FD: fds[0]}, to, from, "SOCK_FDS="+strconv.Itoa(len(fds)))
}

// sideBySide copies the descriptors to numbers above their targets, so that placing one does not overwrite another.
func (r *Rights) sideBySide(env *env.Env, fds []int) (to, from []int, err error) {
	for i, fd := range fds {
		up, err := env.Door.DupFD(fd, r.As+len(fds))
		if err != nil {
			return nil, nil, fail.At("fcntl", "F_DUPFD_CLOEXEC", err)
		}
		to, from = append(to, r.As+i), append(from, up)
	}
	return to, from, nil
}
