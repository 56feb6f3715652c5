// Package message sends and receives messages: the calls, their control data, and what is shown of them.
package message

import (
	"fmt"
	"os"
	"strings"

	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/sockopt/cmsg"
)

// Record is what is shown of a message. Its time is the kernel's own, where the kernel tells it.
func Record(env *env.Env, p pump.Piece, call string) show.Record {
	r := show.Record{Time: env.Door.Now(), Call: call, Data: p.Data, Len: p.Len, Flags: p.Flags, EOF: p.EOF, Mark: p.Mark}
	if len(p.From) > 0 {
		r.From = p.From.Shown()
	}
	for _, m := range cmsg.Unmarshal(p.Ctl) {
		r.Control = append(r.Control, decoded(env, m))
		if t, ok := m.Time(); ok {
			r.Time = t.Local()
		}
	}
	return r
}

// decoded is an item of control data, by name where it has one.
func decoded(e *env.Env, m cmsg.Message) show.Control {
	level, typ, text := cmsg.Format(m.Level, m.Type, m.Data, e.World)
	c := show.Control{Level: level, Type: typ, Text: text, Value: text}
	if row, ok := cmsg.Find(m.Level, m.Type); ok {
		c.Value = row.JSON(m.Data, e.World)
	}
	if fds := m.Descriptors(); len(fds) > 0 {
		var texts []string
		var list []show.Members
		for _, fd := range fds {
			what := described(e, fd)
			texts = append(texts, fmt.Sprintf("%d<%s>", fd, what))
			list = append(list, show.Members{{Name: "fd", Value: fd}, {Name: "what", Value: what}})
		}
		c.Text, c.Value = strings.Join(texts, ","), list
	}
	return c
}

// described says what a descriptor is: the name of a file, or a socket with its address.
func described(e *env.Env, fd int) string {
	what, _ := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", fd))
	if !strings.HasPrefix(what, "socket:") {
		return what
	}
	kind, err := socket.KindOf(e, fd)
	if err != nil {
		return what
	}
	name, err := e.Door.Getsockname(fd)
	if err != nil || len(name) <= 2 {
		return socket.KindText(kind)
	}
	return socket.KindText(kind) + " " + name.Shown()
}

// Descriptors returns the descriptors in control data.
func Descriptors(control []byte) (fds []int) {
	for _, m := range cmsg.Unmarshal(control) {
		fds = append(fds, m.Descriptors()...)
	}
	return fds
}
