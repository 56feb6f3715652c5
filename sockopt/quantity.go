package sockopt

import (
	"encoding/binary"
	"errors"
	"math/bits"
	"strconv"
	"strings"
	"time"
)

// native is the byte order of this machine.
var native = binary.NativeEndian

// A quantity is an integer of 65 bits, enough for any kind of number.
type quantity struct {
	abs uint64
	neg bool
}

// bigEndian reports whether this machine is big-endian.
func bigEndian() bool { return native.Uint16([]byte{1, 0}) != 1 }

func isDecimal(text string) bool {
	_, err := strconv.ParseInt(text, 10, 64)
	return err == nil
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
func bytesQuantity(text string) (quantity, error) {
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
	return asInt64(bytesQuantity(text))
}

// ParseRate parses bytes per second, as ParseBytes does, or bits per second with bit, kbit, Mbit or Gbit: powers of 1000.
func ParseRate(text string) (int64, error) { return asInt64(rateQuantity(text)) }

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
func rateQuantity(text string) (quantity, error) {
	digits, found := strings.CutSuffix(text, "bit")
	if !found {
		return bytesQuantity(text)
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

var (
	errNumber = errors.New("not a number")
	errTime   = errors.New("not a duration")
	errRange  = errors.New("out of range")
)
