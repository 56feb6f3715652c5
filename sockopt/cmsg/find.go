package cmsg

import (
	"sock/sockopt"
)

// All returns the table of control messages.
func All() []Type {
	list := make([]Type, 0, 80)
	for i := range table {
		g := &table[i]
		for _, r := range g.rows() {
			list = append(list, r.at(g.level))
		}
	}
	return list
}

// Find returns the control message with these numbers, and whether the table has it. A type that the table lacks
// has only its numbers.
func Find(level, number int) (Type, bool) {
	for i := range table {
		if table[i].level != level {
			continue
		}
		for _, r := range table[i].rows() {
			if int(r.Number) == number {
				return r.at(level), true
			}
		}
	}
	return (&Row{Number: int32(number), ways: sends | receives}).at(level), false
}

// Names returns the names of the control messages that can be sent, for completion.
func Names() []string {
	var names []string
	for _, c := range All() {
		if c.Send {
			names = append(names, c.Name)
		}
	}
	return names
}

// Format returns the names and the payload of a control message, with numbers where there is no name.
func Format(level, typ int, data []byte, w sockopt.World) (levelName, typeName, value string) {
	c, _ := Find(level, typ)
	return c.Level.Title(), c.name(), c.Format(data, w)
}
