package show

import (
	"encoding/base64"
	"fmt"
	"strconv"
	"unicode/utf8"

	"sock/internal/xlat"
)

// Members is a JSON object whose members keep their order, which is part of the documented output.
// encoding/json is not used: with its reflection it takes a twentieth of the whole program.
type Members []Member

// A Member is one member of a JSON object. Value is nil, a bool, an int, int64, uint64 or float64, a string, a list of
// strings, of uint32 or of Members, Members, or a value with a MarshalJSON method.
type Member struct {
	Name  string
	Value any
}

// Object returns m as one line of JSON, with its newline.
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
		return xlat.AppendJSON(out, v)
	case []string:
		return appendList(out, v, xlat.AppendJSON)
	case []uint32:
		return appendList(out, v, func(out []byte, n uint32) []byte { return strconv.AppendUint(out, uint64(n), 10) })
	case []Members:
		return appendList(out, v, appendMembers)
	case Members:
		return appendMembers(out, v)
	case interface{ MarshalJSON() ([]byte, error) }:
		b, err := v.MarshalJSON()
		if err != nil {
			panic(err) // only types of sock have this method, and theirs does not fail
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
		out = append(xlat.AppendJSON(out, one.Name), ':')
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
