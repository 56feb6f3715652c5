package sockopt

import (
	"errors"
	"strings"
)

// Flag is an int that is 0 or 1.
var Flag = &form{
	name: "flag", takes: "1 or 0 (on off, yes no, true false)", room: 4,
	parse: parseFlag, format: formatFlag,
	json: func(b []byte, _ World) any { return native.Uint32(b) == 1 },
}

func parseFlag(text string, _ World) (Value, error) {
	switch strings.ToLower(text) {
	case "1", "on", "yes", "true":
		return Value{Bytes: Integer.bytes(1)}, nil
	case "0", "off", "no", "false":
		return Value{Bytes: Integer.bytes(0)}, nil
	}
	return Value{}, errors.New("not a flag")
}

// formatFlag prints a flag that is neither 0 nor 1 as an int.
func formatFlag(b []byte, _ World) (string, bool) {
	v, ok := Integer.value(b)
	if !ok || v > 1 {
		return "", false
	}
	return string('0' + rune(v)), true
}

// none is an option without a value. The kernel requires four bytes nevertheless.
var noValue = &form{
	name: "none", takes: "no value", room: 4,
	parse: func(text string, _ World) (Value, error) {
		if text != "" {
			return Value{}, errors.New("this option takes no value")
		}
		return Value{Bytes: make([]byte, 4)}, nil
	},
	format: func(b []byte, _ World) (string, bool) { return "", len(b) == 4 && native.Uint32(b) == 0 },
}

// lengthOnly is a number that is passed as the length of a NULL value.
var lengthOnly = &form{
	name: "none", takes: "a number of bytes, like 16", room: 4,
	parse: func(text string, _ World) (Value, error) {
		n, err := ParseBytes(text)
		if err == nil && (n < 0 || n > mostRoom) {
			err = errRange
		}
		if err != nil {
			return Value{}, err
		}
		return Value{Bytes: make([]byte, n), Null: true}, nil
	},
	format: func([]byte, World) (string, bool) { return "", false },
}
