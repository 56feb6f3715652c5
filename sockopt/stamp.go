package sockopt

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// stamp is a kind for a point in time: struct timeval or timespec, as seconds with all decimals.
type stamp struct {
	word   int8 // bytes of each member
	digits int  // 6 for microseconds, 9 for nanoseconds
}

// The points in time. The old structures have machine words, the new ones always 64 bits.
var (
	StampMicros    = &stamp{sizeofWord, 6}
	StampMicrosNew = &stamp{8, 6}
	StampNanos     = &stamp{sizeofWord, 9}
	StampNanosNew  = &stamp{8, 9}
)

func (k *stamp) Name() string {
	if k.digits == 6 {
		return "timeval"
	}
	return "timespec"
}

func (k *stamp) Takes() string { return "seconds since 1970, like 1700000000.5" }
func (k *stamp) Room() int     { return 2 * int(k.word) }

// read returns the seconds and the fraction. It reports false for a time before 1970 or an invalid fraction.
func (k *stamp) read(b []byte) (sec, frac uint64, ok bool) {
	if len(b) != k.Room() {
		return 0, 0, false
	}
	n := number{size: k.word}
	sec, _ = n.value(b[:k.word])
	frac, _ = n.value(b[k.word:])
	return sec, frac, sec <= k.most() && frac < k.unit()
}

// most returns the largest number of seconds.
func (k *stamp) most() uint64 { return 1<<(8*k.word-1) - 1 }

// unit returns how many units of the fraction make a second.
func (k *stamp) unit() uint64 {
	if k.digits == 6 {
		return 1e6
	}
	return 1e9
}

func (k *stamp) time(b []byte) (time.Time, bool) {
	sec, frac, ok := k.read(b)
	if !ok || sec > math.MaxInt32<<4 {
		return time.Time{}, false
	}
	return time.Unix(int64(sec), int64(frac*(1e9/k.unit()))), true
}

func (k *stamp) Format(b []byte, _ World) (string, bool) {
	sec, frac, ok := k.read(b)
	return fmt.Sprintf("%d.%0*d", sec, k.digits, frac), ok
}

// JSON returns a string: as a JSON number, the value would lose digits in most programs.
func (k *stamp) JSON(b []byte, w World) any {
	text, _ := k.Format(b, w)
	return text
}

func (k *stamp) Parse(text string, _ World) (Value, error) {
	whole, frac, _ := strings.Cut(text, ".")
	if len(frac) > k.digits {
		return Value{}, errors.New("more decimals than the kernel has")
	}
	sec, err := strconv.ParseUint(whole, 10, 64)
	if err == nil && sec > k.most() {
		return Value{}, errRange
	}
	fraction, err2 := strconv.ParseUint(frac+strings.Repeat("0", k.digits-len(frac)), 10, 64)
	if err != nil || err2 != nil {
		return Value{}, errors.New("not a number of seconds")
	}
	n := number{size: k.word}
	return Value{Bytes: append(n.bytes(sec), n.bytes(fraction)...)}, nil
}

// StampTime returns the point in time in a value of kind k, and whether k has one. It prefers the software time to the
// hardware time.
func StampTime(k Kind, b []byte) (time.Time, bool) {
	if one, ok := k.(*stamp); ok {
		return one.time(b)
	}
	if k != Stamps && k != StampsNew {
		return time.Time{}, false
	}
	one := k.(*record).parts[0].kind.(*stamp)
	for ; len(b) >= one.Room(); b = b[one.Room():] {
		if t, ok := one.time(b[:one.Room()]); ok && t.UnixNano() != 0 {
			return t, true
		}
	}
	return time.Time{}, false
}
