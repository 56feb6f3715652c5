// Package show formats what was received as text, hex or JSON, and the progress of a transfer.
package show

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/mattn/go-isatty"

	"sock/internal/xlat"
)

// A Format says how records are written. It is the value of a flag: Set parses it.
type Format int

// The formats.
const (
	Raw  Format = iota // payload only
	Text               // one line: time, sender, length, flags, quoted payload
	Hex                // the same line without the payload, then a hex dump
	JSON               // one object on a line
)

// FormatNames returns the names that Set accepts.
func FormatNames() []string { return []string{"raw", "text", "hex", "json"} }

// String returns the name of the format.
func (f *Format) String() string { return FormatNames()[*f] }

// Set parses the name of a format.
func (f *Format) Set(s string) error {
	i := slices.Index(FormatNames(), s)
	if i < 0 {
		return fmt.Errorf("want %s", strings.Join(FormatNames(), ", "))
	}
	*f = Format(i)
	return nil
}

// Type returns the name of the value in help texts.
func (f *Format) Type() string { return "FORMAT" }

// Append appends r in format f to out. At the end of file, JSON writes an object, and the text formats write a line if
// there is control data. The raw format writes nothing.
func (f Format) Append(out []byte, r Record) []byte {
	switch {
	case f == Raw:
		return append(out, r.Data...)
	case f == JSON:
		return appendJSON(out, r)
	case r.EOF && len(r.Control) == 0:
		return out
	case r.EOF:
		return append(out, header(r)+"\n"...)
	case f == Text:
		return fmt.Appendf(out, "%s %s\n", header(r), xlat.Quote(r.Data, 0))
	}
	out = append(out, header(r)+"\n"...)
	return append(out, hex.Dump(r.Data)...)
}

func header(r Record) string {
	from := r.From
	if from == "" {
		from = "-"
	}
	length := fmt.Sprint(r.Len)
	if r.Len > len(r.Data) {
		length = fmt.Sprintf("%d/%d", len(r.Data), r.Len)
	}
	line := fmt.Sprintf("%s %s %s %s", r.Time.Format(timeLayout), from, length, xlat.MsgFlags.Text(uint32(r.Flags)))
	if r.EOF {
		line += " eof"
	}
	if r.Mark {
		line += " mark"
	}
	if len(r.Control) > 0 {
		line += " {" + ControlText(r.Control) + "}"
	}
	return line
}

// ControlText returns control data on one line: TYPE=VALUE, TYPE=VALUE. It escapes control characters, because a value
// can be a name that the sender has chosen, of a file for example.
func ControlText(list []Control) string {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.Type+"="+c.Text)
	}
	return xlat.Printable(strings.Join(texts, ", "))
}

// Terminal reports whether fd is a terminal.
func Terminal(fd int) bool { return isatty.IsTerminal(uintptr(fd)) }
