package sockopt

import "strconv"

// A Control is one type of control message, cmsg(3).
type Control struct {
	Level Level
	ControlRow
	Send bool // sendmsg(2) accepts it
	Recv bool // recvmsg(2) returns it, possibly only from the error queue
}

// A ControlRow is one row in the table of control messages.
type ControlRow struct {
	Name   string
	Alias  string // another name, or ""
	Number int32
	Kind   Kind // notation of a received payload, and of one to send if Sent is nil; nil if the table lacks the type
	Sent   Kind // notation of a payload to send if that differs
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

func (r *ControlRow) at(level int) Control {
	return Control{levelOf(level), *r, r.ways&sends != 0, r.ways&(receives|queues) != 0}
}

// A controlGroup has the control messages of one level.
type controlGroup struct {
	level int
	rows  []ControlRow
}

// Controls returns the table of control messages.
func Controls() []Control {
	list := make([]Control, 0, 80)
	for i := range controlTable {
		g := &controlTable[i]
		for j := range g.rows {
			list = append(list, g.rows[j].at(g.level))
		}
	}
	return list
}

// FindControl returns the control message with these numbers, and whether the table has it. A type that the table lacks
// has only its numbers.
func FindControl(level, number int) (Control, bool) {
	list := Controls()
	for i := range list {
		if c := &list[i]; c.Level.Number == level && int(c.Number) == number {
			return *c, true
		}
	}
	return (&ControlRow{Number: int32(number), ways: sends | receives}).at(level), false
}

// ControlNames returns the names of the control messages that can be sent, for completion.
func ControlNames() []string {
	var names []string
	for _, c := range Controls() {
		if c.Send {
			names = append(names, c.Name)
		}
	}
	return names
}

// Title returns LEVEL:NAME, with numbers where there is no name.
func (c Control) Title() string { return c.Level.Title() + ":" + c.name() }

func (c Control) name() string {
	if c.Name == "" {
		return strconv.Itoa(int(c.Number))
	}
	return c.Name
}

// sent returns the kind of a payload to send.
func (c Control) sent() Kind {
	if c.Sent != nil {
		return c.Sent
	}
	return c.Kind
}

// as returns an option with values of kind k, to use the functions of Option for a control message.
func as(k Kind) Option { return Option{Row: Row{Kind: k}} }

// Takes returns what ParseControl accepts after the =, with an example.
func (c Control) Takes() string {
	if k := c.sent(); k != nil {
		return k.Takes()
	}
	return "a value and its kind, like int:5 or hex:0100"
}

// kindOf returns the kind of a received payload, or of one to send if the message is never received.
func (c Control) kindOf(data []byte, w World) Kind {
	if c.Sent != nil {
		if _, ok := c.Kind.Format(data, w); !ok {
			return c.Sent
		}
	}
	return c.Kind
}

// Format returns the payload as text. It is hex:... if the kind cannot represent it.
func (c Control) Format(data []byte, w World) string { return as(c.kindOf(data, w)).Format(data, w) }

// JSON returns the payload for JSON, as Kind.JSON does. It is the string of Format if the kind cannot represent it.
func (c Control) JSON(data []byte, w World) any { return as(c.kindOf(data, w)).JSON(data, w) }

// FormatControl returns the names and the payload of a control message, with numbers where there is no name.
func FormatControl(level, typ int, data []byte, w World) (levelName, typeName, value string) {
	c, _ := FindControl(level, typ)
	return c.Level.Title(), c.name(), c.Format(data, w)
}
