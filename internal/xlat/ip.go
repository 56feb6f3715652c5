package xlat

import (
	"net/netip"
	"strconv"
	"strings"
)

// ParseIP parses an IP address as inet_pton(3) does, and the inet_aton(3) forms that have a dot: 127.1, 0x7f.1.
func ParseIP(text string) (netip.Addr, bool) {
	if ip, err := netip.ParseAddr(text); err == nil {
		return ip, true
	}
	if !strings.Contains(text, ".") {
		return netip.Addr{}, false
	}
	return InetAton(text)
}

// InetAton parses an IPv4 address in any form of inet_aton(3): one to four numbers separated by dots, each in decimal,
// octal with a leading 0, or hexadecimal with a leading 0x. The last number fills the remaining bytes.
func InetAton(text string) (netip.Addr, bool) {
	parts := strings.Split(text, ".")
	if len(parts) > 4 {
		return netip.Addr{}, false
	}
	var address uint64
	for i, part := range parts {
		bits := 8
		if i == len(parts)-1 {
			bits = 8 * (4 - i)
		}
		n, ok := cNumber(part)
		if !ok || n >= 1<<bits {
			return netip.Addr{}, false
		}
		address = address<<bits | n
	}
	return netip.AddrFrom4([4]byte{byte(address >> 24), byte(address >> 16), byte(address >> 8), byte(address)}), true
}

// cNumber parses a number as strtoul(3) does with base 0, without a sign. Go's base 0 would also accept underscores, 0b
// and 0o.
func cNumber(text string) (uint64, bool) {
	base, digits := 10, text
	switch {
	case strings.HasPrefix(text, "0x"), strings.HasPrefix(text, "0X"):
		base, digits = 16, text[2:]
	case len(text) > 1 && text[0] == '0':
		base, digits = 8, text[1:]
	}
	if digits == "" || digits[0] == '+' {
		return 0, false
	}
	n, err := strconv.ParseUint(digits, base, 32)
	return n, err == nil
}
