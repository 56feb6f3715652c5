package sockopt

import (
	"strconv"
)

// An Object is a structure for JSON, with its members in the kernel's order.
type Object []Member

// A Member is one field of a structure. Its value is a decimal number, or a string if the field is not a number.
type Member struct{ Name, Number string }

// MarshalJSON writes the members in order.
func (o Object) MarshalJSON() ([]byte, error) {
	b := []byte{'{'}
	for i, m := range o {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendQuote(b, m.Name)
		b = append(append(b, ':'), m.Number...)
	}
	return append(b, '}'), nil
}

// Numbers is a list of numbers for JSON.
type Numbers []uint32

// MarshalJSON writes the numbers in order.
func (n Numbers) MarshalJSON() ([]byte, error) {
	b := []byte{'['}
	for i, v := range n {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendUint(b, uint64(v), 10)
	}
	return append(b, ']'), nil
}
