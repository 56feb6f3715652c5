// Package sockopt is the table of socket options: their names, numbers, and the notation of their values. It makes no
// system call.
package sockopt

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sys/unix"
)

// A Row is one row in the table of options.
type Row struct {
	Name   string
	Number int32
	Kind   Kind // notation of the value; nil for an option that the table lacks
	Access Access
	Phase  Phase
	For    Sockets // the sockets that support the option
	marks  marks
	Help   string // the meaning, in one line
}

// An Option is a row and its level: the second and third argument of setsockopt(2).
type Option struct {
	Level Level
	Row
}

// Access says which of getsockopt(2) and setsockopt(2) an option supports.
type Access uint8

// The kinds of access. None is for a name in a header that no call supports.
const (
	None Access = iota
	Get
	Set
	RW
)

// String returns the name in the reference: none, get, set or rw.
func (a Access) String() string { return [...]string{"none", "get", "set", "rw"}[a] }

// A Phase is the set of times in a socket's life at which setting an option has an effect.
type Phase uint8

// The times in the order of a socket's life. Strict is not a time: the kernel refuses a Strict option at another time.
// Without Strict, the call succeeds there without an effect.
const (
	BeforeBind Phase = 1 << iota
	BeforeConnect
	BeforeListen
	Listening
	Connected
	Strict
	Any Phase = 0
)

// String returns the times joined with commas, and ! for Strict: "before-connect,before-listen".
func (p Phase) String() string {
	var list []string
	for i, name := range [...]string{"before-bind", "before-connect", "before-listen", "listening", "connected-only"} {
		if p&(1<<i) != 0 {
			list = append(list, name)
		}
	}
	if p&^Strict == Any {
		list = append(list, "any")
	}
	text := strings.Join(list, ",")
	if p&Strict != 0 {
		text += "!"
	}
	return text
}

// marks are properties that few options have.
type marks uint16

const (
	strict   marks = 1 << iota // a flag that accepts only 0 and 1
	orphan                     // an accepted TCP socket does not inherit it
	consumes                   // reading changes something
	asks                       // getsockopt(2) reads the buffer before it writes there
	counts                     // the length counts instructions, not bytes
	young                      // strace 6.1 does not know its name
	whole                      // strace 6.1 prints the first four bytes, whatever the length
	namesake                   // without a level the name means the option of another level
	greets                     // useful on a listener, not on the sockets that it accepts
	ticks                      // not a setting but a clock, different in every reading
	peered                     // as long as the peer's address; the kernel refuses a longer buffer
)

// Consumes reports whether reading the option changes something: it clears a counter or opens a descriptor.
func (o Option) Consumes() bool { return o.marks&consumes != 0 }

// Asks reports whether reading the option needs an input, NAME=INPUT.
func (o Option) Asks() bool { return o.marks&asks != 0 }

// StrictFlag reports whether the kernel accepts only the values 0 and 1.
func (o Option) StrictFlag() bool { return o.marks&strict != 0 }

// Inherited reports whether a socket from accept(2) inherits the listener's value.
func (o Option) Inherited(family int) bool {
	if family == unix.AF_UNIX {
		return strings.HasPrefix(o.Name, "SO_PASS")
	}
	return o.Access&Set != 0 && o.marks&orphan == 0
}

// Applies reports whether a socket of this kind supports the option.
func (o Option) Applies(family, typ, protocol int) bool {
	return o.Access != None && o.For&socketsOf(family, typ, protocol) != 0
}

// Greets reports whether the option is only useful on a listener, although any socket accepts it.
func (o Option) Greets() bool { return o.marks&greets != 0 }

// Ticks reports whether the value changes by itself.
func (o Option) Ticks() bool { return o.marks&ticks != 0 }

// Title returns the name; LEVEL:NAME if the name alone means another option; LEVEL:NUMBER if the table lacks the option.
func (o Option) Title() string {
	switch {
	case o.marks&namesake != 0:
		return o.Level.Title() + ":" + o.Name
	case o.Name != "":
		return o.Name
	}
	return fmt.Sprintf("%s:%d", o.Level.Title(), o.Number)
}

// Aliases returns the other names of the option.
func (o Option) Aliases() []string {
	var list []string
	for _, a := range aliases {
		if a.of == o.Name && o.Name != "" {
			list = append(list, a.name)
		}
	}
	return list
}

// answers reports whether the option belongs to a call: two options may share a number if each has one call.
func (o Option) answers(call Access) bool {
	switch {
	case o.Name == "SO_GET_FILTER" || strings.Contains(o.Name, "_SO_GET_"):
		return call != Set
	case o.Name == "SO_ATTACH_FILTER" || strings.Contains(o.Name, "_SO_SET_"):
		return call != Get
	}
	return true
}

// Find returns the option with these numbers for one of the calls, Get or Set, and whether the table has it.
func Find(level, number int, call Access) (Option, bool) {
	for _, g := range &table {
		if g.Number != level {
			continue
		}
		for i := range g.rows {
			if o := (Option{g.Level, g.rows[i]}); int(o.Number) == number && o.answers(call) {
				return o, true
			}
		}
	}
	return Option{}, false
}

// All returns the table.
func All() []Option {
	list := make([]Option, 0, 600)
	for _, g := range &table {
		for i := range g.rows {
			list = append(list, Option{g.Level, g.rows[i]})
		}
	}
	return list
}

// Names returns the names of all options in table order. A name that several levels have is returned once.
func Names() []string {
	var names []string
	for _, o := range All() {
		if !slices.Contains(names, o.Name) {
			names = append(names, o.Name)
		}
	}
	return names
}

// Applying returns the options that a socket of this kind supports, in table order.
func Applying(family, typ, protocol int) []Option {
	return slices.DeleteFunc(All(), func(o Option) bool { return !o.Applies(family, typ, protocol) })
}

// Search returns the options whose name, level or meaning contains all words, in any case.
func Search(words ...string) []Option {
	return slices.DeleteFunc(All(), func(o Option) bool {
		text := strings.ToLower(o.Name + " " + o.Level.Name + " " + strings.Join(o.Aliases(), " ") + " " + o.Help)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, strings.ToLower(w)) })
	})
}
