package sockopt

import (
	"fmt"
	"strconv"
	"time"
)

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
		return bytesQuantity(text)
	case k.unit == rates:
		return rateQuantity(text)
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
