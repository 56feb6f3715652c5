package sockopt

import (
	"encoding/binary"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"
)

// A Kind is one way of writing an option's value. What Format prints, Parse reads back to the same bytes.
type Kind interface {
	Parse(text string) ([]byte, error)
	Format(value []byte) string
	Takes() string // what Parse accepts, with an example
}

// The kinds of value. Those that are integers of the kernel are int32 in host order.
var (
	Flag         Kind = flagKind{}
	Int          Kind = intKind{}
	Bytes        Kind = bytesKind{}
	Seconds      Kind = durationKind{unit: time.Second}
	Milliseconds Kind = durationKind{unit: time.Millisecond}
	Timeval      Kind = timevalKind{}
	Linger       Kind = lingerKind{}
	String       Kind = stringKind{takes: "a name, like cubic"}
	IfName       Kind = stringKind{takes: "the name of an interface, like lo; empty for none"}
)

var (
	errNumber = errors.New("not a number")
	errRange  = errors.New("out of range")
	errTime   = errors.New("not a duration")
)

func word(n int64) ([]byte, error) {
	if n < math.MinInt32 || n > math.MaxUint32 {
		return nil, errRange
	}
	return binary.NativeEndian.AppendUint32(nil, uint32(n)), nil
}

func int32Of(b []byte) int32 {
	var w [4]byte
	copy(w[:], b)
	return int32(binary.NativeEndian.Uint32(w[:]))
}

type intKind struct{}

func (intKind) Takes() string { return "a number, like 5 or 0x10" }

func (intKind) Parse(s string) ([]byte, error) {
	n, err := strconv.ParseInt(s, 0, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return nil, errRange
	case err != nil:
		return nil, errNumber
	case n > math.MaxInt32:
		return nil, errRange
	}
	return word(n)
}

func (intKind) Format(b []byte) string { return strconv.Itoa(int(int32Of(b))) }

type flagKind struct{ intKind }

func (flagKind) Takes() string { return "1 or 0 (on off, yes no, true false)" }

func (flagKind) Parse(s string) ([]byte, error) {
	switch strings.ToLower(s) {
	case "1", "on", "yes", "true":
		return word(1)
	case "0", "off", "no", "false":
		return word(0)
	}
	return nil, errors.New("not a flag")
}

type bytesKind struct{ intKind }

func (bytesKind) Takes() string { return "a number of bytes, like 65536, 64k or 4M" }

func (bytesKind) Parse(s string) ([]byte, error) {
	n, err := ParseBytes(s)
	if err != nil {
		return nil, err
	}
	if n > math.MaxInt32 {
		return nil, errRange
	}
	return word(n)
}

// ParseBytes reads a size: a number, with k, M or G (also Ki, Mi, Gi) for the powers of 1024.
func ParseBytes(s string) (int64, error) {
	digits, shift := strings.TrimSuffix(s, "i"), 0
	if digits != "" {
		if i := strings.IndexByte("kKmMgG", digits[len(digits)-1]); i >= 0 {
			digits, shift = digits[:len(digits)-1], 10*(i/2+1)
		}
	}
	if shift == 0 {
		digits = s
	}
	n, err := strconv.ParseInt(digits, 0, 64)
	switch {
	case errors.Is(err, strconv.ErrRange):
		return 0, errRange
	case err != nil:
		return 0, errNumber
	case n > math.MaxInt64>>shift || n < math.MinInt64>>shift:
		return 0, errRange
	}
	return n << shift, nil
}

// durationKind is an int that counts units of time.
type durationKind struct{ unit time.Duration }

func (k durationKind) Takes() string {
	return "a duration, like 30s or 2m; a bare number counts units of " + k.unit.String()
}

func (k durationKind) Parse(s string) ([]byte, error) {
	n, err := strconv.ParseInt(s, 0, 32)
	switch {
	case err == nil:
		return word(n)
	case errors.Is(err, strconv.ErrRange):
		return nil, errRange
	}
	d, err := time.ParseDuration(s)
	switch {
	case err != nil:
		return nil, errTime
	case d%k.unit != 0:
		return nil, errors.New("finer than the kernel's unit of " + k.unit.String())
	case d/k.unit > math.MaxInt32 || d/k.unit < math.MinInt32:
		return nil, errRange
	}
	return word(int64(d / k.unit))
}

func (k durationKind) Format(b []byte) string { return intKind{}.Format(b) }
