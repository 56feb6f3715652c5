package socket

import (
	"encoding/binary"
	"time"

	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/pump"
	"sock/sockopt"
)

// setTimeo copies SO_RCVTIMEO and SO_SNDTIMEO from the options of a socket. They also limit sock's own poll(2), before
// a call and after one that did not wait.
func setTimeo(c *pump.Chosen, options []sockopt.Setting) {
	for _, set := range options {
		if set.Option.Level.Number != unix.SOL_SOCKET {
			continue
		}
		switch set.Option.Number {
		case unix.SO_RCVTIMEO_OLD, unix.SO_RCVTIMEO_NEW:
			c.RcvTimeo = timeval(set.Bytes)
		case unix.SO_SNDTIMEO_OLD, unix.SO_SNDTIMEO_NEW:
			c.SndTimeo = timeval(set.Bytes)
		}
	}
}

// Timeouts reads SO_RCVTIMEO and SO_SNDTIMEO of a socket that sock has not made.
func Timeouts(e *env.Env, fd int) (c pump.Chosen, err error) {
	const room = 16
	b, err := e.Door.Getsockopt(fd, unix.SOL_SOCKET, unix.SO_RCVTIMEO, room)
	if err != nil {
		return c, fail.At("getsockopt", "SO_RCVTIMEO", err)
	}
	c.RcvTimeo = timeval(b)
	if b, err = e.Door.Getsockopt(fd, unix.SOL_SOCKET, unix.SO_SNDTIMEO, room); err != nil {
		return c, fail.At("getsockopt", "SO_SNDTIMEO", err)
	}
	c.SndTimeo = timeval(b)
	return c, nil
}

// timeval converts a struct timeval as setsockopt(2) takes it. Zero means no limit; a negative time means not to wait.
func timeval(b []byte) time.Duration {
	var sec, usec int64
	switch len(b) {
	case 16:
		sec, usec = int64(binary.NativeEndian.Uint64(b)), int64(binary.NativeEndian.Uint64(b[8:]))
	case 8:
		sec, usec = int64(int32(binary.NativeEndian.Uint32(b))), int64(int32(binary.NativeEndian.Uint32(b[4:])))
	}
	switch {
	case sec < 0:
		return time.Nanosecond
	case sec > int64(time.Duration(1<<63-1)/time.Second)-1:
		return 0 // longer than a Duration: 292 years
	}
	return time.Duration(sec)*time.Second + time.Duration(usec)*time.Microsecond
}

// ReceiveBy returns the deadline that SO_RCVTIMEO sets for a receive or an accept that starts at start.
func (s *Socket) ReceiveBy(start time.Time) env.Deadline {
	return timeoCutoff(start, s.Chosen.RcvTimeo, unix.EAGAIN, "SO_RCVTIMEO")
}

// SendBy returns the deadline that SO_SNDTIMEO sets for a send that starts at start.
func (s *Socket) SendBy(start time.Time) env.Deadline {
	return timeoCutoff(start, s.Chosen.SndTimeo, unix.EAGAIN, "SO_SNDTIMEO")
}

// ConnectBy returns the deadline that SO_SNDTIMEO sets for a connect that starts at start.
func (s *Socket) ConnectBy(start time.Time) env.Deadline {
	errno := unix.EINPROGRESS
	if s.IsUnix() {
		errno = unix.EAGAIN
	}
	return timeoCutoff(start, s.Chosen.SndTimeo, errno, "SO_SNDTIMEO")
}

func timeoCutoff(start time.Time, most time.Duration, errno unix.Errno, option string) env.Deadline {
	if most == 0 {
		return env.Deadline{}
	}
	return env.Deadline{At: start.Add(most), Why: option, Errno: errno}
}
