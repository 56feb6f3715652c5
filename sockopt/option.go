// Package sockopt is the table of socket options: their names, numbers, and the notation of their values. It makes no
// system call.
package sockopt

import (
	"fmt"
	"strconv"
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
	zeroOrOne marks = 1 << iota // a flag that accepts only 0 and 1
	orphan                      // an accepted TCP socket does not inherit it
	consumes                    // reading changes something
	asks                        // getsockopt(2) reads the buffer before it writes there
	counts                      // the length counts instructions, not bytes
	young                       // strace 6.1 does not know its name
	whole                       // strace 6.1 prints the first four bytes, whatever the length
	namesake                    // without a level the name means the option of another level
	greets                      // useful on a listener, not on the sockets that it accepts
	ticks                       // not a setting but a clock, different in every reading
	peered                      // as long as the peer's address; the kernel refuses a longer buffer
)

// Consumes reports whether reading the option changes something: it clears a counter or opens a descriptor.
func (o Option) Consumes() bool { return o.marks&consumes != 0 }

// Asks reports whether reading the option needs an input, NAME=INPUT.
func (o Option) Asks() bool { return o.marks&asks != 0 }

// StrictFlag reports whether the kernel accepts only the values 0 and 1.
func (o Option) StrictFlag() bool { return o.marks&zeroOrOne != 0 }

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

// A Level is the second argument of setsockopt(2).
type Level struct {
	Name   string // in the manual: "IPPROTO_TCP"
	Trace  string // in strace 6.1: "SOL_TCP"; "" if it has none
	Prefix string // of its options' names in strace 6.1; "" if it prints their numbers
	Number int
}

// Title returns the name, or the number of a level without one.
func (l Level) Title() string {
	switch {
	case l.Name != "":
		return l.Name
	case l.Trace != "":
		return l.Trace
	}
	return strconv.Itoa(l.Number)
}

// An alias is another name of an option.
type alias struct{ name, of string }

var aliases = [...]alias{
	{"SO_RCVTIMEO_OLD", "SO_RCVTIMEO"},
	{"SO_SNDTIMEO_OLD", "SO_SNDTIMEO"},
	{"SO_DETACH_BPF", "SO_DETACH_FILTER"},
	{"SO_TIMESTAMP_OLD", "SO_TIMESTAMP"},
	{"SO_TIMESTAMPNS_OLD", "SO_TIMESTAMPNS"},
	{"SO_TIMESTAMPING_OLD", "SO_TIMESTAMPING"},
	{"SCM_WIFI_STATUS", "SO_WIFI_STATUS"},
	{"SCM_TXTIME", "SO_TXTIME"},
	{"SCM_DEVMEM_LINEAR", "SO_DEVMEM_LINEAR"},
	{"SCM_DEVMEM_DMABUF", "SO_DEVMEM_DMABUF"},
	{"SCM_INQ", "SO_INQ"},
	{"IP_RECVRETOPTS", "IP_RETOPTS"},
	{"IP_PMTUDISC", "IP_MTU_DISCOVER"},
	{"IP_ORIGDSTADDR", "IP_RECVORIGDSTADDR"},
	{"IPV6_JOIN_GROUP", "IPV6_ADD_MEMBERSHIP"},
	{"IPV6_LEAVE_GROUP", "IPV6_DROP_MEMBERSHIP"},
	{"IPV6_ORIGDSTADDR", "IPV6_RECVORIGDSTADDR"},
	{"TCP_CM_INQ", "TCP_INQ"},
	{"SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD", "SO_VM_SOCKETS_CONNECT_TIMEOUT"},
	{"SCTP_DELAYED_ACK", "SCTP_DELAYED_SACK"},
	{"SCTP_DELAYED_ACK_TIME", "SCTP_DELAYED_SACK"},
}

func unalias(name string) string {
	for _, a := range &aliases {
		if strings.EqualFold(a.name, name) {
			return a.of
		}
	}
	return name
}
