package modes

import (
	"fmt"
	"strings"

	"sock/internal/env"
	"sock/internal/handover"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
)

// showFlags prints the flags of the descriptors that a message brings, a line each.
func (c *Recv) showFlags(env *env.Env, s *socket.Socket, p pump.Piece) error {
	fds := received(p.Ctl)
	switch {
	case p.EOF:
		return nil
	case len(fds) == 0:
		return handover.Fewer(s.What, 0, 1)
	}
	env.Warn("%s %s: %s not printed (--format text prints them beside the flags)", c.name(), s.What, show.ByteCount(len(p.Data)))
	return socket.PrintFlags(env, fds...)
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
