package pump

import (
	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// Urgent is what a stream does with urgent data, see tcp(7).
type Urgent struct {
	Mark   bool             // Receive reports where the mark is, and returns the urgent byte in its place
	At     int              // Send sends the byte at this offset with MSG_OOB; negative is none
	Missed func(sent int64) // is called if the bytes end before that offset

	sent    int64
	fetched bool // the byte at the mark was received, and the mark is still next
}

// receive brings the urgent byte when everything before it has been received; a receive never crosses the mark.
// With SO_OOBINLINE the byte is the first one after the mark.
func (u *Urgent) receive(s *Stream, room []byte) (Piece, error) {
	mark, err := s.Door.AtMark(s.Fd)
	if err != nil {
		return Piece{}, fail.At("ioctl", "SIOCATMARK", err)
	}
	if mark != 0 { // another urgent byte may have arrived after one was fetched
		n, err := s.Door.Recv(s.Fd, room[:1], unix.MSG_OOB|unix.MSG_DONTWAIT)
		switch {
		case fail.Is(err, unix.EAGAIN): // it was announced and has not arrived
			return Piece{}, err
		case err == nil && n == 1:
			u.fetched = true
			return Piece{Data: room[:n], Len: n, Flags: unix.MSG_OOB, Mark: true}, nil
		}
	}
	p, err := s.recv(room)
	p.Mark = mark != 0 && !u.fetched && !p.EOF
	u.fetched = u.fetched && mark != 0 && len(p.Data) == 0
	return p, err
}

// send sends the byte at the offset alone.
func (u *Urgent) send(s *Stream, b []byte) (int, error) {
	flags := 0
	switch ahead := int64(u.At) - u.sent; {
	case ahead == 0 && len(b) > 0:
		b, flags = b[:1], unix.MSG_OOB
	case ahead > 0:
		b = b[:min(int64(len(b)), ahead)]
	}
	n, err := s.sendto(b, flags)
	if err == nil {
		u.sent += int64(n)
	}
	return n, err
}

// finish reports an offset that the bytes have not reached.
func (u *Urgent) finish() {
	if u.sent <= int64(u.At) {
		u.Missed(u.sent)
	}
}
