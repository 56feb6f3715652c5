package socket

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

// An Answer is an option with the bytes that the kernel returned.
type Answer struct {
	Option sockopt.Option
	Value  []byte
	family int // of the socket, which says what a protocol is; AF_UNSPEC where that does not matter
}

// Text is the value as setsockopt and -o take it.
func (a Answer) Text() string {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.Option.Format(a.Value, sys.World())
}

// json is the value for programs.
func (a Answer) json() any {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.Option.JSON(a.Value, sys.World())
}

// isProtocol reports whether the option's value is a protocol: its names are those of the family.
func isProtocol(o sockopt.Option) bool { return o.Name == "SO_PROTOCOL" }

// protocol names the value, "" for what is no protocol and for one without a name.
func (a Answer) protocol() string {
	if !isProtocol(a.Option) || len(a.Value) != 4 || a.family == unix.AF_UNSPEC {
		return ""
	}
	n := int(int32(binary.NativeEndian.Uint32(a.Value)))
	if name := xlat.ProtocolText(a.family, n); name != a.Option.Format(a.Value, nil) {
		return name
	}
	return ""
}

// key tells the option from those of other levels, which may have its name.
func (a Answer) key() string { return a.Option.Level.Title() + a.Option.Title() }

// GetOption reads one option.
func GetOption(env *env.Env, s *Socket, q sockopt.Query) (Answer, error) {
	value, err := env.Door.GetOption(s.FD, q)
	if err != nil {
		err = fail.At("getsockopt", q.Option.Title(), err)
		return Answer{}, fail.WithHint(err, refusal{q.Option, sockopt.Get, nil, s.FD, err}.hint(env))
	}
	return Answer{q.Option, value, familyFor(env, q.Option, s)}, nil
}

// familyFor is the family of the socket, where the value of the option has a meaning of its own in each.
func familyFor(e *env.Env, o sockopt.Option, s *Socket) int {
	if !isProtocol(o) || s.Own() {
		return s.Kind.Family
	}
	family, err := e.Door.GetsockoptInt(s.FD, unix.SOL_SOCKET, unix.SO_DOMAIN)
	if err != nil {
		return unix.AF_UNSPEC
	}
	return family
}

// ReadAll reads all options that apply to the socket and answer now. Those whose reading changes
// something are left alone.
func ReadAll(e *env.Env, s *Socket) []Answer {
	var list []Answer
	for _, o := range sockopt.Applying(s.Kind.Family, s.Kind.Type, s.Kind.Protocol) {
		q, ok := Harmless(o)
		if !ok {
			continue
		}
		value, err := e.Door.GetOption(s.FD, q)
		if err != nil {
			e.Tell("%v", fail.At("getsockopt", o.Title(), err))
			continue
		}
		list = append(list, Answer{o, value, s.Kind.Family})
	}
	return list
}

// Harmless returns how to read an option, unless it can only be set, needs an input, or changes something by being read.
func Harmless(o sockopt.Option) (q sockopt.Query, ok bool) {
	if o.Access&sockopt.Get == 0 || o.Consumes() || o.Asks() {
		return q, false
	}
	q, err := sockopt.ParseQuery(o.Level.Title()+":"+o.Name, sys.World())
	return q, err == nil
}

// OptionMembers is an object with the options in their order.
func OptionMembers(list []Answer) show.Members {
	m := show.Members{}
	for _, a := range list {
		m = append(m, show.Member{Name: a.Option.Title(), Value: a.json()})
	}
	return m
}
