package show

import (
	"time"
)

// A Record is one message, or a piece of a stream, and its properties.
type Record struct {
	Time  time.Time
	Call  string // recvfrom, recvmsg or recvmmsg
	From  string // the sender's address, "" if there is none
	Data  []byte
	Len   int // the message's full length; more than len(Data) if it was truncated
	Flags int // msg_flags as the kernel returned them
	EOF   bool

	Marks bool // the mark of urgent data was read
	Mark  bool // the mark is before this record

	Control []Control // in the order of the control buffer
}

// A Control is one decoded control message.
type Control struct {
	Level, Type string
	Text        string // the value in the syntax of send --cmsg
	Value       any    // the value for JSON
}

// timeLayout is RFC 3339 with all nine digits of the second, so that columns align.
const timeLayout = "2006-01-02T15:04:05.000000000Z07:00"
