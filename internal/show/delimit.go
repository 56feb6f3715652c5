package show

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
)

// A Delimit says how raw output separates messages. It is the value of a flag: Set parses it.
type Delimit int

// The separators. Output of DelimitNul, DelimitLength and DelimitBase64 reads back as the same messages with the framing of
// the same name. With DelimitLine, an empty message reads back like a message of one newline.
const (
	DelimitNone   Delimit = iota // none
	DelimitLine                  // a newline after each message that does not end in one
	DelimitNul                   // a NUL after each message
	DelimitLength                // the length before each message: four bytes in network order
	DelimitBase64                // each message as a line of base64
)

// DelimitNames returns the names that Set accepts.
func DelimitNames() []string { return []string{"none", "line", "nul", "length", "base64"} }

// String returns the name of the separator.
func (d *Delimit) String() string { return DelimitNames()[*d] }

// Set parses the name of a separator.
func (d *Delimit) Set(s string) error {
	i := slices.Index(DelimitNames(), s)
	if i < 0 {
		return fmt.Errorf("want %s", strings.Join(DelimitNames(), ", "))
	}
	*d = Delimit(i)
	return nil
}

// Type returns the name of the value in help texts.
func (d *Delimit) Type() string { return "DELIMIT" }

// Append appends one message and its separator to out.
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
