package sockopt

import (
	"encoding/hex"
	"errors"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/xlat"
)

// Text is a name without a final NUL, which the kernel does not need.
var (
	Text     = &form{name: "string", takes: "text, like bbr", room: 256, parse: parseText, format: formatText}
	textLong = &form{name: "string", takes: "text", room: 4096, parse: parseText, format: formatText}
	text16   = &form{name: "string", takes: "a name of at most 15 letters, like bbr", room: 16, parse: parseText, format: formatText}
	ifname   = &form{
		name: "ifname", takes: "an interface, like lo or 1; empty for none", room: 16,
		parse: parseIfName, format: formatIfName,
	}
)

func parseText(s string, _ World) (Value, error) {
	if strings.IndexByte(s, 0) >= 0 {
		return Value{}, errors.New("contains a NUL byte")
	}
	return Value{Bytes: []byte(s)}, nil
}

func formatText(b []byte, _ World) (string, bool) {
	s, _, _ := strings.Cut(string(b), "\x00")
	return s, true
}

// formatIfName reports false for a name that parses as an index or has a colon, which no interface name has.
func formatIfName(b []byte, w World) (string, bool) {
	s, _ := formatText(b, w)
	_, err := parseInt(s)
	return s, err != nil && !strings.Contains(s, ":")
}

// parseIfName also accepts an index, which the kernel does not. Index 0 means no interface.
func parseIfName(s string, w World) (Value, error) {
	q, err := parseInt(s)
	switch {
	case err != nil:
		return parseText(s, w)
	case q.neg || q.abs > 1<<31-1:
		return Value{}, errRange
	case q.abs == 0:
		return Value{Bytes: []byte{}}, nil
	}
	name := ifNameOf(int(q.abs), w)
	if name == "" {
		return Value{}, errors.New("no interface has this index")
	}
	return Value{Bytes: []byte(name)}, nil
}

// Raw is uninterpreted bytes.
var Raw = &form{
	name: "bytes", takes: "bytes as hex:0102, str:text or @file", room: 1024,
	parse: parseRaw, format: formatRaw,
}

// rawLong is raw for options that the kernel truncates silently to a shorter buffer.
var rawLong = &form{
	name: "bytes", takes: "bytes as hex:0102, str:text or @file", room: 8192,
	parse: parseRaw, format: formatRaw,
}

func formatRaw(b []byte, _ World) (string, bool) { return hexText(b), true }

func hexText(b []byte) string { return "hex:" + hex.EncodeToString(b) }

func parseRaw(s string, w World) (v Value, err error) {
	digits, isHex := strings.CutPrefix(s, "hex:")
	str, isText := strings.CutPrefix(s, "str:")
	file, isFile := strings.CutPrefix(s, "@")
	switch {
	case isHex:
		v.Bytes, err = hex.DecodeString(digits)
		if err != nil {
			err = errors.New("not pairs of hexadecimal digits")
		}
	case isText:
		v.Bytes = []byte(str)
	case isFile:
		v.Bytes, err = readFile(file, w)
	default:
		err = errors.New("not bytes")
	}
	return v, err
}

var errNoWorld = errors.New("not available without access to the system")

func readFile(name string, w World) ([]byte, error) {
	if w == nil {
		return nil, errNoWorld
	}
	return w.ReadFile(name)
}

// descriptor is the number of a descriptor, or a path to open for it.
var descriptor = &form{
	name: "fd", takes: "the number of a descriptor, like 5, or a path to open", room: 4,
	parse: parseDescriptor, format: formatInteger, json: jsonInteger,
}

func formatInteger(b []byte, w World) (string, bool) { return Integer.Format(b, w) }
func jsonInteger(b []byte, w World) any              { return Integer.JSON(b, w) }

func parseDescriptor(s string, w World) (Value, error) {
	v, err := Integer.Parse(s, w)
	switch {
	case err == nil || !errors.Is(err, errNumber):
		return v, err
	case s == "":
		return v, errors.New("neither a number nor a path")
	case w == nil:
		return v, errNoWorld
	}
	fd, err := w.Open(s)
	return Value{Bytes: Integer.bytes(uint64(fd))}, err
}

// Errno is an int that SO_ERROR returns.
var Errno = &form{
	name: "int", takes: "the name or the number of an error, like ECONNREFUSED or 111", room: 4,
	parse: parseErrno, format: formatErrno, json: jsonErrno,
}

func parseErrno(s string, w World) (Value, error) {
	if e, ok := fail.ParseErrno(strings.ToUpper(s)); ok {
		return Value{Bytes: Integer.bytes(uint64(e))}, nil
	}
	return Integer.Parse(s, w)
}

func formatErrno(b []byte, w World) (string, bool) {
	if v, ok := Integer.value(b); ok {
		if name := fail.ErrnoName(syscall.Errno(v)); name != "" {
			return name, true
		}
	}
	return Integer.Format(b, w)
}

func jsonErrno(b []byte, w World) any {
	if s, _ := formatErrno(b, w); !isDecimal(s) {
		return s
	}
	return Integer.JSON(b, w)
}

// protocol is an int. Its names depend on the socket's family, which the value does not contain, so it is printed as a
// number.
var protocol = &form{
	name: "int", takes: "a protocol by name or number, like IPPROTO_TCP or 6", room: 4,
	parse: parseProtocol, format: formatInteger, json: jsonInteger,
}

func parseProtocol(s string, w World) (Value, error) {
	for _, family := range [...]int{unix.AF_INET, unix.AF_NETLINK, unix.AF_PACKET, unix.AF_CAN, unix.AF_BLUETOOTH} {
		if n, err := xlat.ParseProtocol(family, s); err == nil {
			return Value{Bytes: Integer.bytes(uint64(n))}, nil
		}
	}
	return Integer.Parse(s, w)
}
