// Package cmsg is the table of control messages, cmsg(3): their names, numbers, and the notation of their payloads. It
// makes no system call.
package cmsg

import (
	"strconv"

	"sock/sockopt"
)

// A Type is one type of control message, cmsg(3).
type Type struct {
	Level sockopt.Level
	Row
	Send bool // sendmsg(2) accepts it
	Recv bool // recvmsg(2) returns it, possibly only from the error queue
}

// A Row is one row in the table of control messages.
type Row struct {
	Name   string
	Alias  string // another name, or ""
	Number int32
	Kind   sockopt.Kind // notation of a received payload, and of one to send if Sent is nil; nil if the table lacks the type
	Sent   sockopt.Kind // notation of a payload to send if that differs
	ways   ways
	Wanted string // the option that requests the message, or that a sender has to set; "" if there is none
	Help   string // the meaning, in one line
}

// ways is a set of directions in which a control message can go.
type ways uint8

// The directions: into sendmsg(2), out of recvmsg(2), out of recvmsg(2) with MSG_ERRQUEUE.
const (
	sends ways = 1 << iota
	receives
	queues
)

func (r *Row) at(level int) Type {
	return Type{sockopt.LevelOf(level), *r, r.ways&sends != 0, r.ways&(receives|queues) != 0}
}

// Title returns LEVEL:NAME, with numbers where there is no name.
func (c Type) Title() string { return c.Level.Title() + ":" + c.name() }

func (c Type) name() string {
	if c.Name == "" {
		return strconv.Itoa(int(c.Number))
	}
	return c.Name
}

// sent returns the kind of a payload to send.
func (c Type) sent() sockopt.Kind {
	if c.Sent != nil {
		return c.Sent
	}
	return c.Kind
}

// as returns an option with values of kind k, to use the functions of Option for a control message.
func as(k sockopt.Kind) sockopt.Option { return sockopt.Option{Row: sockopt.Row{Kind: k}} }

// Takes returns what Parse accepts after the =, with an example.
func (c Type) Takes() string {
	if k := c.sent(); k != nil {
		return k.Takes()
	}
	return "a value and its kind, like int:5 or hex:0100"
}

// kindOf returns the kind of a received payload, or of one to send if the message is never received.
func (c Type) kindOf(data []byte, w sockopt.World) sockopt.Kind {
	if c.Sent != nil {
		if _, ok := c.Kind.Format(data, w); !ok {
			return c.Sent
		}
	}
	return c.Kind
}

// Format returns the payload as text. It is hex:... if the kind cannot represent it.
func (c Type) Format(data []byte, w sockopt.World) string {
	return as(c.kindOf(data, w)).Format(data, w)
}

// JSON returns the payload for JSON, as Kind.JSON does. It is the string of Format if the kind cannot represent it.
func (c Type) JSON(data []byte, w sockopt.World) any { return as(c.kindOf(data, w)).JSON(data, w) }

// Forms returns the notation of a control message to send, with an example, or nothing for one that can only be received.
func (c Type) Forms() string {
	if !c.Send {
		return ""
	}
	return sockopt.NotationText(c.Name, sockopt.Example(c.sent()), c.Takes())
}
