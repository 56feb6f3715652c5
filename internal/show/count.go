package show

import (
	"cmp"
	"fmt"
)

// ByteCount returns n with its unit: "1 byte", "2 bytes".
func ByteCount(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// ByteSize returns n bytes in the largest unit of a power of 1024 that fits: "512 B", "1.9 MiB".
func ByteSize(n uint64) string {
	size, symbol := unitOf(n)
	return inUnit(n, size) + " " + symbol
}

// unitOf returns the bytes in the largest unit that is not larger than n, and the symbol of the unit.
func unitOf(n uint64) (size float64, symbol string) {
	const step = 1024
	size, symbol = 1, "B"
	for _, next := range []string{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"} {
		if float64(n) < size*step {
			break
		}
		size, symbol = size*step, next
	}
	return size, symbol
}

// inUnit returns n bytes as a number of units: whole bytes, or one decimal.
func inUnit(n uint64, size float64) string {
	if size == 1 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%.1f", float64(n)/size)
}

// DescriptorCount returns n and the noun: "no descriptor", "1 descriptor", "2 descriptors".
func DescriptorCount(n int) string {
	switch n {
	case 0:
		return "no descriptor"
	case 1:
		return "1 descriptor"
	}
	return fmt.Sprintf("%d descriptors", n)
}

// OrDash returns s, or "-" if s is empty.
func OrDash(s string) string { return cmp.Or(s, "-") }

// Number returns a count for JSON: null if n is nil.
func Number(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}
