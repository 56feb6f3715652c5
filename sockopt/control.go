package sockopt

import "strconv"

// A Control is one type of control message: an item of what cmsg(3) calls ancillary data.
type Control struct {
	Level Level
	ControlRow
	Send bool // sendmsg(2) takes it
	Recv bool // recvmsg(2) returns it, be it from the error queue
}

// A ControlRow is what one line of the table of control messages says.
type ControlRow struct {
	Name   string
	Alias  string // another name of it, or ""
	Number int32
	Kind   Kind // how what arrives is written, and what is sent if Sent is nil; nil for one the table lacks
	Sent   Kind // how what is sent is written, where it is another thing
	ways   ways
	Wanted string // the option that turns it on for a receiver, or that a sender needs; "" if there is none
	Help   string // one line of meaning
}

// ways are the ways that a control message goes.
type ways uint8

// The ways: into sendmsg(2), out of recvmsg(2), out of recvmsg(2) with MSG_ERRQUEUE.
const (
	sends ways = 1 << iota
	receives
	queues
)

func (r *ControlRow) at(level int) Control {
	return Control{levelOf(level), *r, r.ways&sends != 0, r.ways&(receives|queues) != 0}
}

// A controlGroup is the control messages of one level.
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

// FindControl returns the control message with these numbers, and whether the table has it.
// One that it lacks has its numbers all the same.
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

// Title returns LEVEL:NAME, with numbers for what has no name.
func (c Control) Title() string { return c.Level.Title() + ":" + c.name() }

func (c Control) name() string {
	if c.Name == "" {
		return strconv.Itoa(int(c.Number))
	}
	return c.Name
}

// sent is how what is sent is written.
func (c Control) sent() Kind {
	if c.Sent != nil {
		return c.Sent
	}
	return c.Kind
}

// as returns an option with a value of kind k: what is said of the one is said of the other.
func as(k Kind) Option { return Option{Row: Row{Kind: k}} }

// Takes returns what ParseControl accepts after the =, with an example.
func (c Control) Takes() string {
	if k := c.sent(); k != nil {
		return k.Takes()
	}
	return "a value and its kind, like int:5 or hex:0100"
}

// kindOf returns how a payload is written: as one that arrives, or else as one that is sent.
func (c Control) kindOf(data []byte, w World) Kind {
	if c.Sent != nil {
		if _, ok := c.Kind.Format(data, w); !ok {
			return c.Sent
		}
	}
	return c.Kind
}

// Format returns the payload as text; hex:... if it is no value of the kind.
func (c Control) Format(data []byte, w World) string { return as(c.kindOf(data, w)).Format(data, w) }

// JSON returns the payload for programs, as Kind.JSON does; what is no value of the kind is the string that Format returns.
func (c Control) JSON(data []byte, w World) any { return as(c.kindOf(data, w)).JSON(data, w) }

// FormatControl returns the names and the payload of a control message, numbers where there is no name.
func FormatControl(level, typ int, data []byte, w World) (levelName, typeName, value string) {
	c, _ := FindControl(level, typ)
	return c.Level.Title(), c.name(), c.Format(data, w)
}
