package modes

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/socket"
)

// Rights says what becomes of the descriptors that a message brings. Those that nobody wants are closed.
type Rights struct {
	Hold    []string // the names that keepers have them under
	TTL     time.Duration
	Command []string // has them from descriptor As on
	As      int
}

func (r *Rights) wanted() bool { return len(r.Hold) > 0 || len(r.Command) > 0 }

// hand gives the descriptors of one message away.
func (r *Rights) hand(env *env.Env, s *socket.Socket, fds []int) error {
	wanted := max(len(r.Hold), min(1, len(r.Command)))
	switch {
	case !r.wanted():
		return nil
	case len(fds) < wanted:
		return fewer(s, len(fds), wanted)
	case len(r.Command) > 0:
		return r.become(env, s, fds)
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
	if len(fds) > wanted {
		env.Warn("recv %s: the message brought %s, of which %d are kept", s.What, descriptorCount(len(fds)), wanted)
	}
	return nil
}

// showFlags prints the flags of the descriptors that a message brings, a line each.
func (c *Recv) showFlags(env *env.Env, s *socket.Socket, p pump.Piece) error {
	fds := received(p.Ctl)
	switch {
	case p.EOF:
		return nil
	case len(fds) == 0:
		return fewer(s, 0, 1)
	}
	env.Warn("%s %s: %s not printed (--format text prints them beside the flags)", c.name(), s.What, show.ByteCount(len(p.Data)))
	return showFlags(env, fds...)
}

// addFlags adds the flags of each descriptor to what is shown of control data.
func addFlags(e *env.Env, items []show.Control) error {
	for i := range items {
		list, _ := items[i].Value.([]show.Members)
		var texts []string
		for j, m := range list {
			fd, _ := m[0].Value.(int)
			text, err := flagsText(e, fd)
			if err != nil {
				return err
			}
			texts = append(texts, fmt.Sprintf("%d<%s> %s", fd, m[1].Value, text))
			list[j] = append(m, show.Member{Name: "flags", Value: text})
		}
		if len(texts) > 0 {
			items[i].Text = strings.Join(texts, ",")
		}
	}
	return nil
}

// fewer descriptors came than have a place to go to: none is kept.
func fewer(s *socket.Socket, n, wanted int) error {
	err := &fail.Call{Name: "recv", What: s.What, Err: unix.ENOMSG, Why: "the message brought " + descriptorCount(n)}
	if n == 0 {
		err.Hint = "the sender has to use SCM_RIGHTS, see unix(7)"
	} else {
		err.Hint = fmt.Sprintf("--hold names %d: nothing is kept", wanted)
	}
	return err
}

func descriptorCount(n int) string {
	switch n {
	case 0:
		return "no descriptor"
	case 1:
		return "1 descriptor"
	}
	return fmt.Sprintf("%d descriptors", n)
}

// become replaces this process by the command, which has the descriptors side by side, or the first as its stdin and stdout.
func (r *Rights) become(env *env.Env, s *socket.Socket, fds []int) error {
	if r.As == AsStdio && len(fds) > 1 {
		env.Warn("recv %s: the message brought %s, of which COMMAND has the first; --as N gives it all", s.What, descriptorCount(len(fds)))
		fds = fds[:1]
	}
	end := End{Command: r.Command, As: r.As}
	to := end.descriptors()
	from := []int{fds[0], fds[0]}
	if r.As != AsStdio {
		from, to = slices.Clone(fds), nil
		for i := range fds {
			to = append(to, r.As+i)
			// Out of the way, so that none is placed upon another that is still to be placed.
			up, err := env.Door.DupFD(fds[i], r.As+len(fds))
			if err != nil {
				return fail.At("fcntl", "F_DUPFD_CLOEXEC", err)
			}
			from[i] = up
		}
	}
	if err := os.Setenv("SOCK_FDS", strconv.Itoa(len(fds))); err != nil {
		return err
	}
	return end.becomeWith(env, &socket.Socket{FD: fds[0]}, to, from)
}
