package message

import (
	"cmp"
	"time"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/internal/socket"
	"sock/sockopt/cmsg"
)

// Sending says what is sent and how. It is filled from flags.
type Sending struct {
	Syscall   string // sendto, sendmsg or write; "" leaves the choice to the Sender
	Flags     int    // MSG_
	Data      []byte // nil: standard input
	Framing   pump.Framing
	Framed    bool  // standard input becomes several messages
	Column    bool  // each is a line that begins with its address and a tab
	RawColumn bool  // in which the payload has no escapes
	Size      int   // of a message, with Framing
	IOV       []int // sizes of the buffers of one message; nil for one buffer
	Once      bool  // one call, whatever the kernel takes, whose count is printed
	Control   []cmsg.Setting
	Raw       []byte    // the buffer of control data itself, right or wrong; nil: what Control makes
	Passing   []Passing // descriptors among Control, not opened yet
	TxTime    *TxTime

	closed []int // numbers among Control that were not open at the start
}

// A Sender makes the calls on one socket.
type Sender struct {
	Sending
	Env      *env.Env
	Socket   *socket.Socket
	To       addr.Sockaddr // nil: the socket is connected
	Addrlen  *int          // the length of To for the kernel; nil: the right one
	Timeout  env.Wait      // for room
	Nonblock bool          // the socket has O_NONBLOCK
	Clocked  bool          // -o has set SO_TXTIME

	sent int64 // how many bytes went
}

// partly tells of the bytes that the kernel took before err: they are on their way, or lost with a connection. An error that
// has something else to hint at has them on a line of their own.
func (w *Sender) partly(err error) error {
	if w.sent == 0 {
		return err
	}
	told := show.ByteCount(int(w.sent)) + " were sent before that"
	if err = fail.WithHint(err, told); fail.Hint(err) != told {
		w.Env.Warn("%s %s: %s", w.name(), w.Socket.What, told)
	}
	return err
}

// name is the command as it was typed.
func (w *Sender) name() string { return cmp.Or(w.Syscall, "send") }

// A Passing is --fds: what is to be passed, and which item of Control it becomes.
type Passing struct {
	Refs []ref.Ref
	At   int
}

// A TxTime is when the kernel is to send a message: SCM_TXTIME of socket(7), for the qdiscs fq and etf.
type TxTime struct {
	At       uint64        // nanoseconds of the clock that SO_TXTIME chose
	After    time.Duration // from now, if Relative
	Relative bool
}

// control is the buffer of control data.
func (w *Sender) control() []byte {
	if w.Raw != nil {
		return w.Raw
	}
	return cmsg.Marshal(w.Control)
}
