package pump

import (
	"bytes"
	"fmt"
	"strconv"
)

// A Framing says how a stream of bytes becomes messages. It is a flag's value: Set parses it.
type Framing struct {
	kind framingKind
	size int // of a message, for framingSize
}

type framingKind int

const (
	framingRead framingKind = iota // what one read brings
	framingLine                    // up to and with a newline
	framingAll                     // everything until end-of-file
	framingSize                    // so many bytes; the last may be shorter
)

// FramingLine is the framing of lines.
func FramingLine() Framing { return Framing{kind: framingLine} }

// FramingNames are the words that Set takes, besides a size.
func FramingNames() []string { return []string{"read", "line", "all"} }

// String returns the framing as Set reads it.
func (f *Framing) String() string {
	if f.kind == framingSize {
		return strconv.Itoa(f.size)
	}
	return FramingNames()[f.kind]
}

// Set reads read, line, all or a number of bytes.
func (f *Framing) Set(s string) error {
	for kind, name := range FramingNames() {
		if s == name {
			*f = Framing{kind: framingKind(kind)}
			return nil
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > maxMessage {
		return fmt.Errorf("want read, line, all or a number of bytes from 1 to %d", maxMessage)
	}
	*f = Framing{kind: framingSize, size: n}
	return nil
}

// Type names the value in help texts.
func (f *Framing) Type() string { return "FRAMING" }

// maxMessage bounds what is gathered for one message; no datagram socket takes as much by default.
const maxMessage = 1 << 20

// room is how large a lane's buffer must be to hold one message; each read asks for at most size.
func (f Framing) room(size int) int {
	switch f.kind {
	case framingLine, framingAll:
		return maxMessage + 1 // to see the end of the longest
	case framingSize:
		return f.size
	case framingRead:
	}
	return size
}

// next returns the length of the first message in b, or 0 if more must be read for it.
func (f Framing) next(b []byte, eof bool) int {
	switch f.kind {
	case framingLine:
		if i := bytes.IndexByte(b, '\n'); i >= 0 {
			return i + 1
		}
	case framingSize:
		if len(b) >= f.size {
			return f.size
		}
	case framingRead:
		return len(b)
	case framingAll:
	}
	if eof {
		return len(b)
	}
	return 0
}
