package sockopt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// native is the byte order of this machine.
var native = binary.NativeEndian

// number is a kind for one integer.
type number struct {
	name   string
	size   int8 // bytes
	signed bool
	unit   unit
	words  *words // names of values; nil if there are none
}

// unit is what a number counts.
type unit uint8

const (
	things unit = iota // without a suffix
	octets             // bytes
	nanoseconds
	microseconds
	milliseconds
	centiseconds
	seconds
	rates // bytes per second
)

// duration returns the length of a unit of time, or 0 for the other units.
func (u unit) duration() time.Duration {
	return [...]time.Duration{
		nanoseconds: 1, microseconds: time.Microsecond, milliseconds: time.Millisecond,
		centiseconds: 10 * time.Millisecond, seconds: time.Second, rates: 0,
	}[u]
}

// Kinds for one integer. Those that the manual calls int are signed.
var (
	Integer   = &number{"int", 4, true, things, nil}
	sizeInt   = &number{"int", 4, true, octets, nil}
	microsInt = &number{"int", 4, true, microseconds, nil}
	millisInt = &number{"int", 4, true, milliseconds, nil}
	centisInt = &number{"int", 4, true, centiseconds, nil}
	secsInt   = &number{"int", 4, true, seconds, nil}

	U8   = &number{"uint8", 1, false, things, nil}
	U16  = &number{"uint16", 2, false, things, nil}
	U32  = &number{"uint32", 4, false, things, nil}
	U64  = &number{"uint64", 8, false, things, nil}
	i8   = &number{"int8", 1, true, things, nil}
	i16  = &number{"int16", 2, true, things, nil}
	i64  = &number{"int64", 8, true, things, nil}
	long = &number{"long", sizeofWord, true, things, nil}
	size = &number{"uint32", 4, false, octets, nil}

	nanos  = &number{"uint32", 4, false, nanoseconds, nil}
	millis = &number{"uint32", 4, false, milliseconds, nil}
	size64 = &number{"uint64", 8, false, octets, nil}
	rate   = &number{"uint64", 8, false, rates, nil}
)

var (
	errNumber = errors.New("not a number")
	errTime   = errors.New("not a duration")
	errRange  = errors.New("out of range")
)

func (k *number) Name() string { return k.name }
func (k *number) Room() int    { return int(k.size) }

func (k *number) Takes() string {
	switch {
	case k.words != nil:
		return k.words.takes()
	case k.unit == octets:
		return "a number of bytes, like 65536, 64k or 4M"
	case k.unit == rates:
		return "bytes per second, like 125000, 64k or 1Mbit, or max"
	case k.unit.duration() != 0:
		return "a duration, like 30s or 2m; a bare number counts units of " + k.unit.duration().String()
	case k.size == 4 && k.signed:
		return "a number, like 5 or 0x10"
	}
	low, high := k.bounds()
	return fmt.Sprintf("a number from %d to %d, like 5 or 0x10", low, high)
}

// bounds returns the smallest and the largest number. A mask is unsigned, even if its type is signed.
func (k *number) bounds() (low int64, high uint64) {
	n := uint(k.size)*8 - 1
	high = 1<<n<<1 - 1
	if !k.signed {
		return 0, high
	}
	if k.words == nil || k.words.style != mask {
		high = 1<<n - 1
	}
	return -1 << n, high
}

// A quantity is an integer of 65 bits, enough for any kind of number.
type quantity struct {
	abs uint64
	neg bool
}

func (k *number) Parse(text string, _ World) (Value, error) {
	if text == "max" {
		return Value{Bytes: k.bytes(^uint64(0))}, nil
	}
	q, err := k.quantity(text)
	if err != nil {
		return Value{}, err
	}
	low, high := k.bounds()
	if q.neg && q.abs > uint64(-low) || !q.neg && q.abs > high {
		return Value{}, fmt.Errorf("out of range: %d to %d", low, high)
	}
	if q.neg {
		q.abs = -q.abs
	}
	return Value{Bytes: k.bytes(q.abs)}, nil
}

// quantity parses a number with a suffix of its unit, or names.
func (k *number) quantity(text string) (quantity, error) {
	switch {
	case k.words != nil:
		return k.words.parse(text)
	case k.unit == octets:
		return parseBytes(text)
	case k.unit == rates:
		return parseRate(text)
	case k.unit.duration() != 0:
		return parseUnits(text, k.unit.duration())
	}
	return parseInt(text)
}

func (k *number) bytes(v uint64) []byte {
	b := make([]byte, 8)
	native.PutUint64(b, v)
	if bigEndian() {
		return b[8-k.size:]
	}
	return b[:k.size]
}

// bigEndian reports whether this machine is big-endian.
func bigEndian() bool { return native.Uint16([]byte{1, 0}) != 1 }

func (k *number) Format(value []byte, _ World) (string, bool) {
	v, ok := k.value(value)
	switch {
	case !ok:
		return "", false
	case k.words != nil:
		return k.words.format(k.signedOf(v), v), true
	case k.unit == rates && v == 1<<(8*k.size-1)<<1-1:
		return "max", true
	case k.signed:
		return strconv.FormatInt(k.signedOf(v), 10), true
	}
	return strconv.FormatUint(v, 10), true
}

func (k *number) JSON(value []byte, w World) any {
	v, _ := k.value(value)
	switch {
	case k.words != nil:
		if text, _ := k.Format(value, w); !isDecimal(text) {
			return text
		}
		fallthrough
	case k.signed:
		return k.signedOf(v)
	}
	return v
}

func isDecimal(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
}

// value reads the integer. The kernel may return a rate as a long, which has 32 bits on 32-bit machines.
func (k *number) value(b []byte) (uint64, bool) {
	if len(b) != int(k.size) && !(k.unit == rates && len(b) == 4) {
		return 0, false
	}
	var w [8]byte
	if bigEndian() {
		copy(w[8-len(b):], b)
	} else {
		copy(w[:], b)
	}
	return native.Uint64(w[:]), true
}

func (k *number) signedOf(v uint64) int64 {
	if !k.signed {
		return int64(v)
	}
	shift := 64 - 8*uint(k.size)
	return int64(v<<shift) >> shift
}

// parseInt parses a decimal, 0x, 0o or 0b number. A leading zero alone does not mean octal: 010 is ten.
func parseInt(text string) (q quantity, err error) {
	digits, neg := strings.CutPrefix(text, "-")
	base := 0
	if len(digits) > 1 && digits[0] == '0' && digits[1] >= '0' && digits[1] <= '9' {
		base = 10
	}
	q.abs, err = strconv.ParseUint(digits, base, 64)
	if errors.Is(err, strconv.ErrRange) {
		return q, errRange
	} else if err != nil {
		return q, errNumber
	}
	q.neg = neg && q.abs != 0
	return q, nil
}

// times multiplies two numbers and reports overflow.
func (q quantity) times(factor uint64) (quantity, error) {
	high, low := bits.Mul64(q.abs, factor)
	if high != 0 {
		return q, errRange
	}
	return quantity{low, q.neg}, nil
}

// parseBytes parses a number with k, M or G (or Ki, Mi, Gi) for powers of 1024.
func parseBytes(text string) (quantity, error) {
	digits, shift := strings.TrimSuffix(text, "i"), 0
	if digits != "" {
		if i := strings.IndexByte("kKmMgG", digits[len(digits)-1]); i >= 0 {
			digits, shift = digits[:len(digits)-1], 10*(i/2+1)
		}
	}
	if shift == 0 {
		digits = text
	}
	q, err := parseInt(digits)
	if err != nil {
		return q, err
	}
	return q.times(1 << shift)
}

// ParseBytes parses a size in bytes: a number with k, M or G (or Ki, Mi, Gi) for powers of 1024.
func ParseBytes(text string) (int64, error) {
	return asInt64(parseBytes(text))
}

// ParseRate parses bytes per second, as ParseBytes does, or bits per second with bit, kbit, Mbit or Gbit: powers of 1000.
func ParseRate(text string) (int64, error) { return asInt64(parseRate(text)) }

func asInt64(q quantity, err error) (int64, error) {
	switch {
	case err != nil:
		return 0, err
	case q.abs > 1<<63-1:
		return 0, errRange
	case q.neg:
		return -int64(q.abs), nil
	}
	return int64(q.abs), nil
}

// parseRate parses bytes per second, or bits per second with bit, kbit, Mbit or Gbit: powers of 1000.
func parseRate(text string) (quantity, error) {
	digits, found := strings.CutSuffix(text, "bit")
	if !found {
		return parseBytes(text)
	}
	factor := uint64(1)
	for i, prefix := range [...]string{"k", "M", "G"} {
		if cut, ok := strings.CutSuffix(digits, prefix); ok {
			digits, factor = cut, [...]uint64{1e3, 1e6, 1e9}[i]
		}
	}
	q, err := parseInt(digits)
	if err == nil {
		q, err = q.times(factor)
	}
	if err == nil && q.abs%8 != 0 {
		err = errors.New("not a whole number of bytes")
	}
	q.abs /= 8
	return q, err
}

// parseUnits parses a number of units of time, or a duration that is a whole number of them.
func parseUnits(text string, unit time.Duration) (quantity, error) {
	if q, err := parseInt(text); err == nil || errors.Is(err, errRange) {
		return q, err
	}
	d, err := time.ParseDuration(text)
	switch {
	case err != nil:
		return quantity{}, errTime
	case d%unit != 0:
		return quantity{}, errors.New("finer than the kernel's unit of " + unit.String())
	case d < 0:
		return quantity{uint64(-(d / unit)), true}, nil
	}
	return quantity{uint64(d / unit), false}, nil
}
