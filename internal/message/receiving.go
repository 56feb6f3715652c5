package message

import (
	"regexp"

	"sock/internal/env"
	"sock/internal/show"
	"sock/internal/socket"
)

// Receiving says how messages are received and shown. It is filled from flags.
type Receiving struct {
	Syscall     string         // recvfrom, recvmsg or read; "" leaves the choice to the Receiver
	Flags       int            // MSG_
	Size        int            // of the buffer
	IOV         []int          // of several buffers, which together have that size; nil for one
	Count       int            // calls to make
	All         bool           // until end-of-file
	Match       *regexp.Regexp // until this is in a message, or in a stream
	Control     int            // room for control data; RoomAsNeeded for what may come
	Format      show.Format
	Delimit     show.Delimit // raw output
	Column      bool         // raw output has the sender's address and a tab before each message
	RawColumn   bool         // the messages as they are, not as text without control characters
	OOBMark     bool         // tell whether the mark of urgent data is before it
	Inheritable bool         // no MSG_CMSG_CLOEXEC that was not asked for
	FDFlags     bool         // print the flags of received descriptors, in raw output instead of the message
}

// A Receiver makes the calls on one socket.
type Receiver struct {
	Receiving
	Env      *env.Env
	Socket   *socket.Socket
	Timeout  env.Wait // for all calls together
	Nonblock bool     // the socket has O_NONBLOCK
	Wants    bool     // control data was requested
	Partial  bool     // fewer messages than Count, or an end before that, are no failure when there was one

	// Hand, if not nil, gives the descriptors of a message away, which have to be Least or more. Without it they are closed.
	Hand  func(fds []int) error
	Least int

	timeo env.Deadline // of the call that is made, by SO_RCVTIMEO
	got   int          // how often something was received
}

// ControlRoom holds the most that one message brings: 253 descriptors, and an item of everything else.
const ControlRoom = 4096

// RoomAsNeeded leaves the room for control data to sock.
const RoomAsNeeded = -1
