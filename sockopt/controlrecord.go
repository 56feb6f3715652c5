package sockopt

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// record is a kind that is a structure whose members have kinds of their own: a list of key=value, an object in JSON.
// Parse takes the members in any order; those not given are zero.
type record struct {
	name, takes string
	parts       []part
	// short reads the other way to write it, without any =, into key=value; nil if there is none.
	short func(text string) string
}

// part is one member. Its name is empty for padding; a quiet one is not shown when it is zero.
type part struct {
	name  string
	kind  Kind
	quiet bool
}

func (k *record) Name() string  { return k.name }
func (k *record) Takes() string { return k.takes }

func (k *record) Room() (n int) {
	for _, p := range k.parts {
		n += p.kind.Room()
	}
	return n
}

// members cuts the structure into its members; false if it is longer or shorter, or has something in its padding.
func (k *record) members(b []byte) (list [][]byte, ok bool) {
	if len(b) != k.Room() {
		return nil, false
	}
	for _, p := range k.parts {
		n := p.kind.Room()
		if p.name == "" && !zero(b[:n]) {
			return nil, false
		}
		list, b = append(list, b[:n]), b[n:]
	}
	return list, true
}

// zero reports whether nothing is in b.
func zero(b []byte) bool { return !slices.ContainsFunc(b, func(c byte) bool { return c != 0 }) }

func (k *record) Format(value []byte, w World) (string, bool) {
	members, ok := k.members(value)
	var list []string
	for i, b := range members {
		p := k.parts[i]
		if p.name == "" || p.quiet && zero(b) {
			continue
		}
		text, known := p.kind.Format(b, w)
		list, ok = append(list, p.name+"="+text), ok && known
	}
	return strings.Join(list, ","), ok
}

func (k *record) JSON(value []byte, w World) any {
	members, _ := k.members(value)
	o := Object{}
	for i, b := range members {
		if p := k.parts[i]; p.name != "" {
			o = append(o, Member{p.name, jsonText(p.kind.JSON(b, w))})
		}
	}
	return o
}

func (k *record) Parse(text string, w World) (Value, error) {
	if k.short != nil && !strings.Contains(text, "=") {
		text = k.short(text)
	}
	values := make([][]byte, len(k.parts))
	for one := range strings.SplitSeq(text, ",") {
		name, value, found := strings.Cut(one, "=")
		i := slices.IndexFunc(k.parts, func(p part) bool { return p.name == name && name != "" })
		switch {
		case !found || i < 0:
			return Value{}, fmt.Errorf("%q is not NAME=VALUE of a field", one)
		case values[i] != nil:
			return Value{}, fmt.Errorf("%s is there twice", name)
		}
		v, err := k.parts[i].kind.Parse(value, w)
		if err == nil && len(v.Bytes) != k.parts[i].kind.Room() {
			err = errors.New("of another length than the field")
		}
		if err != nil {
			return Value{}, fmt.Errorf("%s: %w", name, err)
		}
		values[i] = v.Bytes
	}
	var b []byte
	for i, p := range k.parts {
		if values[i] == nil {
			values[i] = make([]byte, p.kind.Room())
		}
		b = append(b, values[i]...)
	}
	return Value{Bytes: b}, nil
}

// jsonText returns what a kind's JSON returns as the text of JSON.
func jsonText(v any) string {
	if s, ok := v.(string); ok {
		return quoteJSON(s)
	}
	return fmt.Sprint(v)
}

// quoteJSON returns a string of JSON, in which all is escaped at which some reader breaks lines. Bytes that are not
// UTF-8 become U+FFFD.
func quoteJSON(s string) string {
	b := []byte{'"'}
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return string(append(b, '"'))
}

// Padding of a structure.
var (
	pad2 = &form{room: 2}
	pad8 = &form{room: 8}
)
