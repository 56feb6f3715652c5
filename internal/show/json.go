package show

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"sock/internal/xlat"
)

// Members is a JSON object whose members keep their order, which is part of the contract.
// Written here because encoding/json, with its reflection, is a twentieth of the whole program.
type Members []Member

// A Member is a name with a bool, a number, a string, a list of strings, of numbers or of Members, Members, nil,
// or anything that can marshal itself.
type Member struct {
	Name  string
	Value any
}

// Object returns m as one line of JSON.
func Object(m Members) []byte { return append(appendValue(nil, m), '\n') }

func appendJSON(out []byte, r Record) []byte {
	m := Members{
		{"time", r.Time.Format(timeLayout)},
		{"call", r.Call},
		{"from", nilIfEmpty(r.From)},
		{"len", r.Len},
		{"flags", xlat.MsgFlags.Names(uint32(r.Flags))},
		{"control", controlObjects(r.Control)},
	}
	if r.Marks {
		m = append(m, Member{"mark", r.Mark})
	}
	if utf8.Valid(r.Data) {
		m = append(m, Member{"data", string(r.Data)})
	} else {
		m = append(m, Member{"data_base64", base64.StdEncoding.EncodeToString(r.Data)})
	}
	return append(out, Object(append(m, Member{"eof", r.EOF}))...)
}

func controlObjects(list []Control) []Members {
	objects := make([]Members, len(list))
	for i, c := range list {
		objects[i] = Members{{"level", c.Level}, {"type", c.Type}, {"value", c.Value}}
	}
	return objects
}

func nilIfEmpty(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func appendValue(out []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(out, "null"...)
	case bool:
		return strconv.AppendBool(out, v)
	case int, int64, uint64, float64:
		return fmt.Append(out, v)
	case string:
		return appendString(out, v)
	case []string:
		return appendList(out, v, appendString)
	case []uint32:
		return appendList(out, v, func(out []byte, n uint32) []byte { return strconv.AppendUint(out, uint64(n), 10) })
	case []Members:
		return appendList(out, v, appendMembers)
	case Members:
		return appendMembers(out, v)
	case interface{ MarshalJSON() ([]byte, error) }:
		b, err := v.MarshalJSON()
		if err != nil {
			panic(err) // it is one of ours
		}
		return append(out, b...)
	}
	panic(fmt.Sprintf("no JSON for a %T", v))
}

func appendMembers(out []byte, m Members) []byte {
	out = append(out, '{')
	for i, one := range m {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(appendString(out, one.Name), ':')
		out = appendValue(out, one.Value)
	}
	return append(out, '}')
}

func appendList[T any](out []byte, list []T, one func([]byte, T) []byte) []byte {
	out = append(out, '[')
	for i, v := range list {
		if i > 0 {
			out = append(out, ',')
		}
		out = one(out, v)
	}
	return append(out, ']')
}

// appendString escapes what RFC 8259 says must be, and besides all at which some reader breaks lines: control
// characters, U+2028 and U+2029. A byte that is not UTF-8 becomes \xHH, as it does in addresses.
func appendString(out []byte, s string) []byte {
	out = append(out, '"')
	for i, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r == '\n':
			out = append(out, `\n`...)
		case r == '\r':
			out = append(out, `\r`...)
		case r == '\t':
			out = append(out, `\t`...)
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			out = fmt.Appendf(out, `\u%04x`, r)
		case r == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd"):
			out = fmt.Appendf(out, `\\x%02x`, s[i])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}
