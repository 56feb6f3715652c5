package pump

import (
	"errors"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/sys"
)

// A Piece is the result of one receive: a message, or some bytes of a stream.
type Piece struct {
	Data  []byte
	From  addr.Sockaddr // nil on a stream
	Len   int           // the true length of a message; above len(Data) if the message was truncated
	Flags int           // msg_flags, if recvmsg(2) was asked
	Ctl   []byte        // msg_control, likewise
	EOF   bool
	Mark  bool // the mark of urgent data precedes it

	shaped bool  // Data is to be sent as it is: several messages, or bytes that are lent
	whole  bool  // and it is one message, perhaps an empty one
	Then   error // what ends the source after this one
}

// bytes is how many were received.
func (p *Piece) bytes() int {
	if p.shaped {
		return p.Len
	}
	return len(p.Data)
}

// A Source is where a lane's bytes come from; with a negative FD it always has some. Receive is called after poll(2) reported
// something and never waits: EAGAIN means that nothing was there after all.
type Source interface {
	FD() int
	Receive(room []byte) (Piece, error)
	Caps() Caps
}

// A Sink is where a lane's bytes go. Send never waits: an Eager sink answers EAGAIN itself,
// for others poll(2) must have reported room. After the bare errno the lane waits for room; an EAGAIN that names its call ends the lane.
type Sink interface {
	FD() int
	Eager() bool
	Open() bool // false: there is no receiver yet
	Send(b []byte) (int, error)
	Finish() error // send the end of file
	Hangup() error // why poll(2) reports it broken
	Caps() Caps
}

// A Socket is both ends of a lane.
type Socket interface {
	Source
	Sink
}

// errReaderGone ends a loop without an error message: standard output has lost its last reader.
var errReaderGone = errors.New("the output has no reader any more")

// A File is a descriptor for read(2) and write(2): standard input and output. Its status flags
// belong to all processes that share it, so it stays blocking, and poll(2) says when to move how much.
type File struct {
	Door  *sys.Door
	Fd    int
	Pipe  bool // a write may be as long as one page, which is what POLLOUT promises
	Share bool // other lanes go on writing to it: Finish leaves it open
}

// FD returns the descriptor to poll.
func (f *File) FD() int { return f.Fd }

// Open reports true: a file can always be written.
func (f *File) Open() bool { return true }

// Eager reports false: a write might wait, unless poll has said otherwise.
func (f *File) Eager() bool { return false }

// Caps says that the type of the file decides.
func (f *File) Caps() Caps { return Caps{File: true} }

// Receive reads once.
func (f *File) Receive(room []byte) (Piece, error) {
	n, err := f.Door.Read(f.Fd, room)
	if err != nil {
		return Piece{}, err
	}
	return Piece{Data: room[:n], Len: n, EOF: n == 0}, nil
}

// Send writes once.
func (f *File) Send(b []byte) (int, error) {
	if f.Pipe && len(b) > pipeBuf {
		b = b[:pipeBuf]
	}
	n, err := f.Door.Write(f.Fd, b)
	if err == unix.EPIPE {
		err = errReaderGone
	}
	return n, err
}

// Hangup says what a broken output means: its reader has left.
func (f *File) Hangup() error { return errReaderGone }

// pipeBuf is PIPE_BUF of pipe(7): a pipe that poll reports writable takes so much without waiting.
const pipeBuf = 4096

// Finish closes the file, so that a reader that waits for its end does not wait
// until sock has ended too.
func (f *File) Finish() error {
	if f.Share {
		return nil
	}
	return f.Door.Close(f.Fd)
}

// A FileAt is a regular file from a position on. Several lanes may send the same file, each from its own position;
// the position of the open file description does not change.
type FileAt struct {
	Door *sys.Door
	Fd   int
	At   int64
}

// FD returns no descriptor: a read of a regular file never waits.
func (f *FileAt) FD() int { return -1 }

// Caps says where in the file the bytes are.
func (f *FileAt) Caps() Caps { return Caps{Place: f} }

// Receive reads once.
func (f *FileAt) Receive(room []byte) (Piece, error) {
	n, err := f.Door.Pread(f.Fd, room, f.At)
	if err != nil {
		return Piece{}, err
	}
	f.At += int64(n)
	return Piece{Data: room[:n], Len: n, EOF: n == 0}, nil
}

// Chosen are the options of a socket that its user has set. They are left alone.
type Chosen struct {
	RcvBuf, SndBuf, RcvLowat bool

	RcvTimeo, SndTimeo time.Duration // 0: none
}

// A Stream is a connected socket of bytes.
type Stream struct {
	Door *sys.Door
	Fd   int
	Keep bool // Finish does not shut it down
	Own  bool // no other process has it: sock may change its status flags
	TCP  bool
	Unix bool

	Chosen Chosen

	Urgent *Urgent // nil leaves urgent data to others

	nonblocking bool // O_NONBLOCK is set
}

// FD returns the descriptor to poll.
func (s *Stream) FD() int { return s.Fd }

// Open reports true: a stream is connected.
func (s *Stream) Open() bool { return true }

// Eager reports true: MSG_DONTWAIT makes every send return at once.
func (s *Stream) Eager() bool { return true }

// Caps says what the kind of the socket allows. The kernel may move its bytes if its flags are sock's own to change, and no byte
// of it is urgent.
func (s *Stream) Caps() Caps {
	c := Caps{
		Socket: true, TCP: s.TCP, Owned: s.Own, ErrorQueue: !s.Unix,
		LowWater: s.TCP && !s.Chosen.RcvLowat, SendBuffer: s.Unix && !s.Chosen.SndBuf,
		RcvTimeo: s.Chosen.RcvTimeo, SndTimeo: s.Chosen.SndTimeo,
	}
	if s.Own && s.Urgent == nil {
		c.Conn = s
	}
	return c
}

// Unblock sets O_NONBLOCK: MSG_DONTWAIT is not for splice and sendfile.
func (s *Stream) Unblock() error {
	if s.nonblocking {
		return nil
	}
	flags, err := s.Door.GetFlags(s.Fd)
	if err == nil && flags&unix.O_NONBLOCK == 0 {
		err = s.Door.SetFlags(s.Fd, flags|unix.O_NONBLOCK)
	}
	s.nonblocking = err == nil
	return err
}

// Receive receives once.
func (s *Stream) Receive(room []byte) (Piece, error) {
	if s.Urgent != nil && s.Urgent.Mark {
		return s.Urgent.receive(s, room)
	}
	return s.recv(room)
}

func (s *Stream) recv(room []byte) (Piece, error) {
	n, err := s.Door.Recv(s.Fd, room, unix.MSG_DONTWAIT)
	if err != nil {
		return Piece{}, err
	}
	return Piece{Data: room[:n], Len: n, EOF: n == 0}, nil
}

// Send sends once.
func (s *Stream) Send(b []byte) (int, error) {
	if s.Urgent != nil {
		return s.Urgent.send(s, b)
	}
	return s.sendto(b, 0)
}

func (s *Stream) sendto(b []byte, flags int) (int, error) {
	return s.Door.Sendto(s.Fd, b, unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL|flags, nil)
}

// Finish sends the end of file. A connection that is gone needs none.
func (s *Stream) Finish() error {
	if s.Urgent != nil {
		s.Urgent.finish()
	}
	if s.Keep {
		return nil
	}
	if err := s.Door.Shutdown(s.Fd, unix.SHUT_WR); err != unix.ENOTCONN {
		return err
	}
	return nil
}

// Hangup returns the error that the kernel keeps for the socket, nil if there is none: the peer has closed, or an earlier call
// has taken the error.
func (s *Stream) Hangup() error { return s.Door.PendingError(s.Fd) }

// An Output is a socket as standard output: as with a File, that its reader has left is no error.
type Output struct{ Stream }

// Caps allows nothing beyond Send: other processes may have the socket.
func (o *Output) Caps() Caps { return Caps{} }

// Send sends once.
func (o *Output) Send(b []byte) (int, error) {
	n, err := o.Stream.Send(b)
	if fail.Is(err, unix.EPIPE) {
		err = errReaderGone
	}
	return n, err
}

// Hangup returns the error that the kernel keeps for the socket, else that its reader has left.
func (o *Output) Hangup() error {
	if err := o.Stream.Hangup(); err != nil {
		return err
	}
	return errReaderGone
}

// Nowhere is a sink that discards everything.
type Nowhere struct{}

// FD returns no descriptor: there is nothing to wait for.
func (Nowhere) FD() int { return -1 }

// Open reports true.
func (Nowhere) Open() bool { return true }

// Eager reports true.
func (Nowhere) Eager() bool { return true }

// Caps says that everything is discarded.
func (Nowhere) Caps() Caps { return Caps{Void: true} }

// Send takes everything.
func (Nowhere) Send(b []byte) (int, error) { return len(b), nil }

// Finish does nothing: there is no reader to inform.
func (Nowhere) Finish() error { return nil }

// Hangup is never asked.
func (Nowhere) Hangup() error { return nil }
