package sockopt

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// timevalKind is struct timeval of SO_RCVTIMEO and SO_SNDTIMEO.
type timevalKind struct{}

func (timevalKind) Takes() string { return "a duration, like 1.5s or 250ms; 0 is for ever" }

func (timevalKind) Parse(s string) ([]byte, error) {
	d, err := ParseDuration(s)
	if err != nil {
		return nil, err
	}
	if d%time.Microsecond != 0 {
		return nil, errors.New("finer than the kernel's unit of 1µs")
	}
	tv := unix.NsecToTimeval(int64(d))
	return append([]byte(nil), unsafe.Slice((*byte)(unsafe.Pointer(&tv)), unsafe.Sizeof(tv))...), nil
}

func (timevalKind) Format(b []byte) string {
	var tv unix.Timeval
	copy(unsafe.Slice((*byte)(unsafe.Pointer(&tv)), unsafe.Sizeof(tv)), b)
	return time.Duration(tv.Nano()).String()
}

// ParseDuration reads a Go duration (1.5s, 250ms, 2m) or a bare number of seconds. It cannot be negative.
func ParseDuration(s string) (time.Duration, error) {
	if strings.Trim(s, "+-.0123456789") == "" {
		s += "s"
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		return 0, errTime
	}
	if d < 0 {
		return 0, errRange
	}
	return d, nil
}

// lingerKind is struct linger: l_onoff and l_linger, two ints.
type lingerKind struct{}

func (lingerKind) Takes() string { return "off, or seconds, like 5; 0 resets the connection on close" }

func (lingerKind) Parse(s string) ([]byte, error) {
	if strings.EqualFold(s, "off") {
		return make([]byte, unix.SizeofLinger), nil
	}
	n, err := strconv.ParseInt(strings.TrimSuffix(s, "s"), 10, 32)
	if err != nil {
		return nil, errNumber
	}
	if n < 0 {
		return nil, errRange
	}
	b := binary.NativeEndian.AppendUint32(nil, 1)
	return binary.NativeEndian.AppendUint32(b, uint32(n)), nil
}

func (lingerKind) Format(b []byte) string {
	if len(b) < unix.SizeofLinger || int32Of(b) == 0 {
		return "off"
	}
	return strconv.Itoa(int(int32Of(b[4:])))
}

// stringKind is text without a final NUL, which the kernel does not need.
type stringKind struct{ takes string }

func (k stringKind) Takes() string { return k.takes }

func (k stringKind) Parse(s string) ([]byte, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return nil, errors.New("holds a NUL byte")
	}
	return []byte(s), nil
}

func (k stringKind) Format(b []byte) string {
	text, _, _ := strings.Cut(string(b), "\x00")
	return text
}
