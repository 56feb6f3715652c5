// Package show turns what was received into text, hex or json, and knows a terminal when it sees one.
package show

import (
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mattn/go-isatty"

	"sock/internal/xlat"
)

// A Record is one message, or some bytes of a stream, with what is known of it.
type Record struct {
	Time  time.Time
	Call  string // recvfrom, recvmsg or recvmmsg
	From  string // the sender's address, "" if there is none
	Data  []byte
	Len   int // the message's true length; more than len(Data) if it was cut
	Flags int // msg_flags as the kernel returned them
	EOF   bool

	Marks bool // the mark of urgent data was asked for
	Mark  bool // it is before this

	Control []Control // in the order in which it came
}

// A Control is one piece of control data, decoded.
type Control struct {
	Level, Type string
	Text        string // as send takes it
	Value       any    // the same for JSON
}

// A Format is how records are written. It is a flag's value: Set parses it.
type Format int

// The formats.
const (
	Raw  Format = iota // payload alone
	Text               // a line: time, sender, length, flags, quoted payload
	Hex                // that line without the payload, then a dump
	JSON               // one object a line
)

// FormatNames are the words that Set takes.
func FormatNames() []string { return []string{"raw", "text", "hex", "json"} }

// String returns the format's name.
func (f *Format) String() string { return FormatNames()[*f] }

// Set reads a format's name.
func (f *Format) Set(s string) error {
	i := slices.Index(FormatNames(), s)
	if i < 0 {
		return fmt.Errorf("want %s", strings.Join(FormatNames(), ", "))
	}
	*f = Format(i)
	return nil
}

// Type names the value in help texts.
func (f *Format) Type() string { return "FORMAT" }

// Append appends r, as bytes for standard output. Of an end-of-file the raw format has nothing, json says it, and the others
// show what control data came with it.
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

// timeLayout is RFC 3339 with all nine digits, so that columns stand below each other.
const timeLayout = "2006-01-02T15:04:05.000000000Z07:00"

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

// ControlText returns control data on one line: TYPE=VALUE, TYPE=VALUE. A value can be a name that the sender chose, of a
// file for one.
func ControlText(list []Control) string {
	var texts []string
	for _, c := range list {
		texts = append(texts, c.Type+"="+c.Text)
	}
	return xlat.Printable(strings.Join(texts, ", "))
}

// Terminal reports whether fd is a terminal.
func Terminal(fd int) bool { return isatty.IsTerminal(uintptr(fd)) }
