package pump

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// A Framing says how a stream of bytes becomes messages. It is a flag's value: Set parses it.
type Framing struct {
	kind framingKind
	size int // of a message, for framingSize
}

type framingKind int

const (
	framingRead   framingKind = iota // what one read brings
	framingLine                      // up to and with a newline
	framingNul                       // up to a NUL, which is no part of it
	framingAll                       // everything until end-of-file
	framingLength                    // as many bytes as the four before it say, in network order
	framingBase64                    // a line of base64 each
	framingSize                      // so many bytes; the last may be shorter
)

// FramingLine is the framing of lines.
func FramingLine() Framing { return Framing{kind: framingLine} }

// FramingNames are the words that Set takes, besides a size.
func FramingNames() []string { return []string{"read", "line", "nul", "all", "length", "base64"} }

// String returns the framing as Set reads it.
func (f *Framing) String() string {
	if f.kind == framingSize {
		return strconv.Itoa(f.size)
	}
	return FramingNames()[f.kind]
}

// Set reads one of the names or a number of bytes.
func (f *Framing) Set(s string) error {
	for kind, name := range FramingNames() {
		if s == name {
			*f = Framing{kind: framingKind(kind)}
			return nil
		}
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || n > CallMost {
		return fmt.Errorf("want read, line, nul, all, length, base64 or a number of bytes from 1 to %d", CallMost)
	}
	*f = Framing{kind: framingSize, size: n}
	return nil
}

// Type names the value in help texts.
func (f *Framing) Type() string { return "FRAMING" }

// lengthSize is the size of the length before a message.
const lengthSize = 4

// Room is how large a buffer is at first, each read asking for at most size: it grows with a message.
func (f Framing) Room(size int) int {
	if f.kind == framingRead {
		return size
	}
	return max(size, roomLeast)
}

// roomLeast has place for the messages that there usually are.
const roomLeast = 64 << 10

// unreadable is input that is no message of the framing: nothing of it is sent.
func unreadable(why string) error {
	return &fail.Call{Name: "read", What: "standard input", Err: unix.EBADMSG, Why: why}
}

// TooLong is the hint at a message that the socket does not take.
func TooLong(size int) string {
	unit := " bytes"
	if size == 1 {
		unit = " byte"
	}
	return "a message of " + strconv.Itoa(size) + unit + " is too long for this socket; it was not sent"
}

// Next finds the first message at the start of b and how many bytes of b it takes up; ok is false if more must be
// read for it, or if at eof there is none. A message may be empty. The bytes of msg may be those of b.
func (f Framing) Next(b []byte, eof bool) (msg []byte, used int, ok bool, err error) {
	switch f.kind {
	case framingNul:
		return delimited(b, 0, eof)
	case framingBase64:
		line, used, ok, err := delimited(b, '\n', eof)
		if !ok || err != nil {
			return nil, used, ok, err
		}
		n, err := base64.StdEncoding.Decode(line, bytes.TrimRight(line, "\r"))
		if err != nil {
			return nil, 0, false, unreadable("a line is not base64: " + err.Error())
		}
		return line[:n], used, true, nil
	case framingLength:
		return counted(b, eof)
	case framingRead, framingLine, framingAll, framingSize:
	}
	n := f.length(b, eof)
	return b[:n], n, n > 0, nil
}

// length is the size of the first message in b, which is never empty, or 0 if more must be read for it.
func (f Framing) length(b []byte, eof bool) int {
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
	case framingAll, framingNul, framingLength, framingBase64:
	}
	if eof {
		return len(b)
	}
	return 0
}

// delimited is a message that ends before a byte, the last one perhaps without it.
func delimited(b []byte, end byte, eof bool) (msg []byte, used int, ok bool, err error) {
	if i := bytes.IndexByte(b, end); i >= 0 {
		return b[:i], i + 1, true, nil
	}
	if eof && len(b) > 0 {
		return b, len(b), true, nil
	}
	return nil, 0, false, nil
}

func counted(b []byte, eof bool) (msg []byte, used int, ok bool, err error) {
	if len(b) >= lengthSize {
		rest := b[lengthSize:]
		if n := binary.BigEndian.Uint32(b); uint64(len(rest)) >= uint64(n) {
			return rest[:n], lengthSize + int(n), true, nil
		}
	}
	if eof && len(b) > 0 {
		return nil, 0, false, unreadable("it ends within a message, which is not sent")
	}
	return nil, 0, false, nil
}
