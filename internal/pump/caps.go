package pump

import (
	"time"

	"sock/internal/addr"
	"sock/internal/sys"
)

// Caps are what an end of a lane can do beside Receive and Send. The zero value is for an end whose bytes must all pass through
// these two. An end that wraps another, to log or to encrypt, has the Caps of that one, without what would go past it.
type Caps struct {
	Conn  Conn    // a stream socket to and from which the kernel may move bytes; nil if it may not
	File  bool    // the kernel may move bytes to and from FD, if it is a kind of file that allows this
	Place *FileAt // the kernel may move bytes from here
	Void  bool    // Send discards everything

	Lender    Lender    // the end keeps what Receive brings; nil if Receive fills the room
	Batcher   Batcher   // receives several datagrams at once; nil if it cannot
	Segmenter Segmenter // sends several datagrams at once; nil if it cannot

	// Socket: this is the peer's socket, not an output that others share. An error of it concerns only its own lanes.
	Socket     bool
	Messages   bool // keeps the borders of messages; the kernel may report an error before messages that arrived earlier
	TCP        bool
	Owned      bool // no other process has it: its options and its error queue may be changed
	ErrorQueue bool // it has one. A UNIX socket has none: MSG_ERRQUEUE would bring payload
	LowWater   bool // SO_RCVLOWAT may be changed
	SendBuffer bool // a larger SO_SNDBUF makes bulk faster, and may be set

	RcvTimeo, SndTimeo time.Duration // how long a call of the user would wait; 0 is without limit
}

// A Conn is a stream socket that can be made non-blocking, because no other process has it.
type Conn interface{ Unblock() error }

// A Lender is a source without a descriptor that keeps its bytes: what Receive returns stays valid until the next call.
type Lender interface {
	Stocked() bool // there is something to receive
}

// A Batcher receives up to a batch of datagrams with one call.
type Batcher interface {
	PrepareBatches()
	ReceiveBatch(b *sys.Batch) (int, error)
	Wanted(from addr.Sockaddr) bool // a datagram of another sender is discarded
}

// A Segmenter sends b as datagrams of that size with one call; the last may be shorter.
type Segmenter interface {
	SendSegments(b []byte, size int) (int, error)
}
