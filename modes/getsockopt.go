package modes

import (
	"encoding/binary"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/show"
	"sock/internal/sys"
	"sock/internal/xlat"
	"sock/sockopt"
)

// Getsockopt is getsockopt(2), once for every option asked for.
type Getsockopt struct {
	Open
	Queries []sockopt.Query // none: all that apply to the socket
	Value   bool            // the values alone
	JSON    bool            // one object
}

// Run reads the options of a fresh socket, which has this kernel's defaults.
func (c *Getsockopt) Run(env *env.Env) error {
	s, err := c.fresh(env)
	if err != nil {
		return err
	}
	defer s.close(env)
	return c.read(env, s)
}

// RunOn reads the options of a socket that exists.
func (c *Getsockopt) RunOn(env *env.Env, fd int, what string) error {
	s := socket{fd: fd, what: what}
	if len(c.Queries) > 0 {
		return c.read(env, s)
	}
	var err error
	if s.kind, err = kindOf(env, fd); err != nil {
		return err
	}
	return c.read(env, s)
}

// An answer is an option with the bytes that the kernel returned.
type answer struct {
	option sockopt.Option
	value  []byte
	family int // of the socket, which says what a protocol is; AF_UNSPEC where that does not matter
}

// text is the value as setsockopt and -o take it.
func (a answer) text() string {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.option.Format(a.value, sys.World())
}

// json is the value for programs.
func (a answer) json() any {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.option.JSON(a.value, sys.World())
}

// isProtocol reports whether the option's value is a protocol: its names are those of the family.
func isProtocol(o sockopt.Option) bool { return o.Name == "SO_PROTOCOL" }

// protocol names the value, "" for what is no protocol and for one without a name.
func (a answer) protocol() string {
	if !isProtocol(a.option) || len(a.value) != 4 || a.family == unix.AF_UNSPEC {
		return ""
	}
	n := int(int32(binary.NativeEndian.Uint32(a.value)))
	if name := xlat.ProtocolText(a.family, n); name != a.option.Format(a.value, nil) {
		return name
	}
	return ""
}

// key tells the option from those of other levels, which may have its name.
func (a answer) key() string { return a.option.Level.Title() + a.option.Title() }

func (c *Getsockopt) read(env *env.Env, s socket) error {
	if len(c.Queries) == 0 {
		return c.show(env, readAll(env, s))
	}
	var list []answer
	for _, q := range c.Queries {
		value, err := env.Door.GetOption(s.fd, q)
		if err != nil {
			err = fail.At("getsockopt", q.Option.Title(), err)
			return fail.WithHint(err, refusal{q.Option, sockopt.Get, nil, s.fd, err}.hint(env))
		}
		list = append(list, answer{q.Option, value, familyFor(env, q.Option, s)})
	}
	return c.show(env, list)
}

// familyFor is the family of the socket, where the value of the option has a meaning of its own in each.
func familyFor(e *env.Env, o sockopt.Option, s socket) int {
	if !isProtocol(o) || s.ours() {
		return s.kind.Family
	}
	family, err := e.Door.GetsockoptInt(s.fd, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return unix.AF_UNSPEC
	}
	return family
}

// readAll reads all options that apply to the socket and answer now. Those whose reading changes
// something are left alone.
func readAll(e *env.Env, s socket) []answer {
	var list []answer
	for _, o := range sockopt.Applying(s.kind.Family, s.kind.Type, s.kind.Protocol) {
		q, ok := harmless(o)
		if !ok {
			continue
		}
		value, err := e.Door.GetOption(s.fd, q)
		if err != nil {
			e.Tell("%v", fail.At("getsockopt", o.Title(), err))
			continue
		}
		list = append(list, answer{o, value, s.kind.Family})
	}
	return list
}

// harmless returns how to read an option, unless it can only be set, needs an input, or changes something by being read.
func harmless(o sockopt.Option) (q sockopt.Query, ok bool) {
	if o.Access&sockopt.Get == 0 || o.Consumes() || o.Asks() {
		return q, false
	}
	q, err := sockopt.ParseQuery(o.Level.Title()+":"+o.Name, sys.World())
	return q, err == nil
}

func (c *Getsockopt) show(env *env.Env, list []answer) error {
	var out []byte
	switch {
	case c.JSON:
		out = show.Object(members(list))
	default:
		for _, a := range list {
			if !c.Value {
				out = append(out, a.option.Title()+"="...)
			}
			out = append(out, a.text()+"\n"...)
		}
	}
	return env.Print(out)
}

// members is an object with the options in their order.
func members(list []answer) show.Members {
	m := show.Members{}
	for _, a := range list {
		m = append(m, show.Member{Name: a.option.Title(), Value: a.json()})
	}
	return m
}
