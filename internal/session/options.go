package session

import (
	"sock/internal/env"
	"sock/internal/pump"
	"sock/internal/show"
)

// Cat says how standard input, a socket and standard output are joined.
type Cat struct {
	EOF      EOFRule
	PeerEOF  PeerRule
	Idle     env.Wait // ETIMEDOUT when nothing has moved for so long
	Linger   env.Wait // how long to stay after the end of standard input; without a limit until the peer ends
	Deadline env.Wait // of the whole command
	Room     env.Wait // how long a message may wait for room
	SendOnly bool
	RecvOnly bool
	Framing  pump.Framing
	Framed   bool // Framing was chosen by the user
	Size     int  // of a message read from standard input
	CRLF     bool // send a newline as CR and LF
	Format   show.Format
	Delimit  show.Delimit // of messages in raw output
	Wants    bool         // control data is asked for, and shown
	OOBMark  bool         // report where the mark of urgent data is, and write the urgent byte there
	OOBAt    *int         // send the byte at this offset as urgent data; nil for none

	Stats    StatsStyle    // what was moved, written at the end
	Progress ProgressStyle // what has been moved so far
	Rate     int64         // bytes a second each way; 0: as fast as it goes
	Drain    bool          // end only when the peer has acknowledged everything
}

// An EOFRule says what the end of standard input does.
type EOFRule int

// Rules for the end of standard input.
const (
	EOFShutdown EOFRule = iota // shutdown(SHUT_WR), go on receiving
	EOFKeep                    // nothing, go on receiving
	EOFQuit                    // end
)

// A PeerRule says what the peer's end-of-file does.
type PeerRule int

// Rules for the peer's end-of-file.
const (
	PeerAuto PeerRule = iota // end if standard input is a terminal, else when it has ended
	PeerWait                 // end when standard input has ended
	PeerQuit                 // end
)

// LaneSize is how much of a stream is read at once.
const LaneSize = 64 << 10

// LargestMessage is room for any datagram of IP, and for most of AF_UNIX.
const LargestMessage = 64 << 10

// StatsStyle says how the statistics are written.
type StatsStyle int

// The styles.
const (
	NoStats StatsStyle = iota
	StatsText
	StatsJSON
)

// ProgressStyle says how what is moved is shown meanwhile.
type ProgressStyle int

// The styles.
const (
	NoProgress    ProgressStyle = iota
	ProgressBar                 // on one line of a terminal, if standard error is one
	ProgressPlain               // a line now and then, for logs
)
