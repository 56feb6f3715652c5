package message

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
)

// showFlags prints the flags of the descriptors that a message brings, a line each.
func (r *Receiver) showFlags(p pump.Piece) error {
	fds := Descriptors(p.Ctl)
	switch {
	case p.EOF:
		return nil
	case len(fds) == 0:
		return fewer(r.Socket.What, 0, 1)
	}
	r.Env.Warn("%s %s: %s not printed (--format text prints them beside the flags)", r.name(), r.Socket.What, show.ByteCount(len(p.Data)))
	return socket.PrintFlags(r.Env, fds...)
}

// addFlags adds the flags of each descriptor to what is shown of control data.
func addFlags(e *env.Env, items []show.Control) error {
	for i := range items {
		list, _ := items[i].Value.([]show.Members)
		var texts []string
		for j, m := range list {
			fd, _ := m[0].Value.(int)
			text, err := socket.FlagsText(e, fd)
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

// fewer is the error of a message that brought fewer descriptors than are wanted: none is kept.
func fewer(what string, n, wanted int) error {
	hint := "the sender has to use SCM_RIGHTS, see unix(7)"
	if n > 0 {
		hint = fmt.Sprintf("--hold names %d: nothing is kept", wanted)
	}
	return &fail.Call{Name: "recv", What: what, Err: unix.ENOMSG, Why: "the message brought " + show.DescriptorCount(n), Hint: hint}
}
