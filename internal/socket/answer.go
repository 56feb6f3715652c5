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

// An Answer is a socket option with the value that the kernel returned.
type Answer struct {
	Option sockopt.Option
	Value  []byte
	family int // of the socket, which decides the names of protocols; AF_UNSPEC if unknown
}

// Text returns the value in the syntax of setsockopt and -o.
func (a Answer) Text() string {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.Option.Format(a.Value, sys.World())
}

// json returns the value for JSON output.
func (a Answer) json() any {
	if name := a.protocol(); name != "" {
		return name
	}
	return a.Option.JSON(a.Value, sys.World())
}

// isProtocol reports whether the value of o is a protocol number. Its name depends on the socket's family.
func isProtocol(o sockopt.Option) bool { return o.Name == "SO_PROTOCOL" }

// protocol returns the name of the protocol, or "" if the value is no protocol or has no name in this family.
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

// key identifies the option. Options of different levels may share a name.
func (a Answer) key() string { return a.Option.Level.Title() + a.Option.Title() }

// GetOption reads one option with getsockopt(2).
func GetOption(env *env.Env, s *Socket, q sockopt.Query) (Answer, error) {
	value, err := env.Door.GetOption(s.FD, q)
	if err != nil {
		err = fail.At("getsockopt", q.Option.Title(), err)
		return Answer{}, fail.WithHint(err, refusal{q.Option, sockopt.Get, nil, s.FD, err}.hint(env))
	}
	return Answer{q.Option, value, familyFor(env, q.Option, s)}, nil
}

// familyFor returns the socket's family if the value of o depends on it. It asks the kernel for a socket that sock has
// not made.
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

// ReadAll reads all options that apply to the socket and that the kernel returns. It skips an option if reading it
// changes something.
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

// Harmless returns the query for an option. It reports false if the option cannot be read, needs an input, or if reading it
// changes something.
func Harmless(o sockopt.Option) (q sockopt.Query, ok bool) {
	if o.Access&sockopt.Get == 0 || o.Consumes() || o.Asks() {
		return q, false
	}
	q, err := sockopt.ParseQuery(o.Level.Title()+":"+o.Name, sys.World())
	return q, err == nil
}

// OptionMembers returns a JSON object with the options in their order.
func OptionMembers(list []Answer) show.Members {
	m := show.Members{}
	for _, a := range list {
		m = append(m, show.Member{Name: a.Option.Title(), Value: a.json()})
	}
	return m
}
