package show

import (
	"cmp"
	"fmt"
)

// ByteCount returns a number of bytes with its unit.
func ByteCount(n int) string {
	if n == 1 {
		return "1 byte"
	}
	return fmt.Sprintf("%d bytes", n)
}

// ByteSize returns a number of bytes in a unit that is a power of 1024.
func ByteSize(n uint64) string {
	const step = 1024
	if n < step {
		return fmt.Sprintf("%d B", n)
	}
	value, unit := float64(n)/step, 0
	for value >= step && unit < 5 {
		value, unit = value/step, unit+1
	}
	return fmt.Sprintf("%.1f %ciB", value, "KMGTPE"[unit])
}

// OrDash returns s, or a dash in place of an empty text.
func OrDash(s string) string { return cmp.Or(s, "-") }

// Number returns a count for JSON, null if it is not known.
func Number(n *int) any {
	if n == nil {
		return nil
	}
	return *n
}
