package show

import (
	"encoding/base64"
	"fmt"
	"strconv"
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
