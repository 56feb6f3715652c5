package addr

import (
	"net/netip"
	"strconv"
	"strings"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// portNumber parses a decimal port. ok is false for a service name.
func portNumber(s string) (n uint16, ok bool, err error) {
	v, err := strconv.ParseInt(s, 10, 64)
	switch {
	case s == "":
		return 0, true, nil
	case err == nil && v >= 0 && v <= 65535 && isDigits(s):
		return uint16(v), true, nil
	case err == nil && v < 0 || isDigits(s):
		return 0, false, fail.Usagef("port %s is out of range (0 to 65535)", s)
	}
	return 0, false, nil
}

func isDigits(s string) bool {
	for _, c := range s {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

// numericHost parses a host that needs no look-up. A bare decimal number in one argument is a port, so decimal is false
// then.
func numericHost(text string, decimal bool) (netip.Addr, bool) {
	ip, ok := xlat.ParseIP(text)
	if !ok && (decimal || strings.HasPrefix(strings.ToLower(text), "0x")) {
		return xlat.InetAton(text)
	}
	return ip, ok
}

func zoneIndex(zone string, names Names) (uint32, error) {
	if zone == "" {
		return 0, nil
	}
	if n, err := strconv.ParseUint(zone, 10, 32); err == nil {
		return uint32(n), nil
	}
	return names.Zone(zone)
}
