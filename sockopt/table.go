// Package sockopt is the table of socket options: names, numbers and how values are written; it makes no call.
package sockopt

import (
	"fmt"
	"strings"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Level is the second argument of setsockopt(2).
type Level struct {
	Name   string // of the manual: "IPPROTO_TCP"
	Trace  string // of strace: "SOL_TCP"
	Number int
}

// A Phase is the moment in a socket's life until which setting an option has an effect.
type Phase int

// Phases, in the order a socket lives through them.
const (
	Any           Phase = iota // set right after socket(2), but never too late
	BeforeBind                 // decides how bind(2) sees other sockets
	BeforeConnect              // goes into the handshake
)

// An Option is one row of the table.
type Option struct {
	Level  Level
	Name   string
	Number int
	Kind   Kind
	Phase  Phase
	Help   string // one line of meaning
}

// A Setting is an option with the value to set, as typed after -o.
type Setting struct {
	Option Option
	Value  []byte // the bytes for setsockopt(2)
}

// ParseSetting reads NAME or NAME=VALUE. A flag without a value is switched on.
func ParseSetting(text string) (Setting, error) {
	name, value, given := strings.Cut(text, "=")
	opt, err := Lookup(name)
	if err != nil {
		return Setting{}, err
	}
	if !given && opt.Kind != Flag {
		return Setting{}, fail.Usagef("%s needs a value: %s", opt.Name, opt.Kind.Takes())
	}
	if !given {
		value = "1"
	}
	b, err := opt.Kind.Parse(value)
	if err != nil {
		return Setting{}, fail.Usagef("%s=%s: %v; it takes %s", opt.Name, value, err, opt.Kind.Takes())
	}
	return Setting{Option: opt, Value: b}, nil
}

// String returns the setting as ParseSetting reads it.
func (s Setting) String() string {
	return s.Option.Name + "=" + s.Option.Kind.Format(s.Value)
}

// Lookup finds an option by its kernel name, in any case.
func Lookup(name string) (Option, error) {
	for _, opt := range table {
		if strings.EqualFold(opt.Name, name) {
			return opt, nil
		}
	}
	err := &fail.Usage{Text: fmt.Sprintf("unknown option %q", name)}
	if near := fail.Nearest(name, Names()); near != "" {
		err.Hint = "did you mean " + near + "?"
	}
	return Option{}, err
}

// Find returns the option with these numbers, and whether the table has it.
func Find(level, number int) (Option, bool) {
	for _, opt := range table {
		if opt.Level.Number == level && opt.Number == number {
			return opt, true
		}
	}
	return Option{}, false
}

// Names returns the names of all options in table order.
func Names() []string {
	names := make([]string, len(table))
	for i, opt := range table {
		names[i] = opt.Name
	}
	return names
}

// All returns the table.
func All() []Option { return table }

// LevelName returns the level as strace prints it, or "" for one without a name.
func LevelName(number int) string {
	for _, l := range [...]Level{solSocket, solIP, solIPv6, solTCP, solUDP} {
		if l.Number == number {
			return l.Trace
		}
	}
	return ""
}

var (
	solSocket = Level{"SOL_SOCKET", "SOL_SOCKET", unix.SOL_SOCKET}
	solIP     = Level{"IPPROTO_IP", "SOL_IP", unix.IPPROTO_IP}
	solIPv6   = Level{"IPPROTO_IPV6", "SOL_IPV6", unix.IPPROTO_IPV6}
	solTCP    = Level{"IPPROTO_TCP", "SOL_TCP", unix.IPPROTO_TCP}
	solUDP    = Level{"IPPROTO_UDP", "SOL_UDP", unix.IPPROTO_UDP}
)

// TraceName returns the name strace prints, which for two options tells their age.
func (o Option) TraceName() string {
	if o.Name == "SO_RCVTIMEO" || o.Name == "SO_SNDTIMEO" {
		return o.Name + "_OLD"
	}
	return o.Name
}

// Prefix returns what the option names of a level begin with, "" for an unknown level.
func Prefix(level int) string {
	for _, opt := range table {
		if opt.Level.Number == level {
			prefix, _, _ := strings.Cut(opt.Name, "_")
			return prefix + "_"
		}
	}
	return ""
}
