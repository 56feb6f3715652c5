package show

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// A Delimit is how the borders of messages are kept in raw output. It is a flag's value: Set parses it.
type Delimit int

// The ways to keep borders. What DelimitLine writes cannot tell an empty message from one that is a newline, the
// others read back exactly, with the framing of the same name.
const (
	DelimitNone   Delimit = iota // not at all
	DelimitLine                  // a newline after each that does not end in one
	DelimitNul                   // a NUL after each
	DelimitLength                // the length before each: four bytes in network order
	DelimitBase64                // a line of base64 each
)

// DelimitNames are the words that Set takes.
func DelimitNames() []string { return []string{"none", "line", "nul", "length", "base64"} }

// String returns the name.
func (d *Delimit) String() string { return DelimitNames()[*d] }

// Set reads a name.
func (d *Delimit) Set(s string) error {
	i := slices.Index(DelimitNames(), s)
	if i < 0 {
		return fmt.Errorf("want %s", strings.Join(DelimitNames(), ", "))
	}
	*d = Delimit(i)
	return nil
}

// Type names the value in help texts.
func (d *Delimit) Type() string { return "DELIMIT" }

// Append appends one message.
func (d Delimit) Append(out, data []byte) []byte {
	switch d {
	case DelimitLine:
		out = append(out, data...)
		if len(data) == 0 || data[len(data)-1] != '\n' {
			out = append(out, '\n')
		}
		return out
	case DelimitNul:
		return append(append(out, data...), 0)
	case DelimitLength:
		return append(binary.BigEndian.AppendUint32(out, uint32(len(data))), data...)
	case DelimitBase64:
		return append(base64.StdEncoding.AppendEncode(out, data), '\n')
	case DelimitNone:
	}
	return append(out, data...)
}
