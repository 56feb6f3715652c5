package sockopt

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"sock/internal/xlat"
)

// record is a kind for a structure whose members have kinds of their own. Its text is a list of key=value, its JSON an
// object. Parse accepts the members by name in any order, where missing ones are zero, or all values in order without
// names.
type record struct {
	name, takes string
	parts       []part
	// whole is the number of parts in the shortest form of the structure; 0 means all.
	whole int
	// rest is the kind of elements that may follow the parts. Without a name there are none.
	rest part
	// short converts a short notation, which has no =, to key=value; nil if there is none.
	short func(text string) string
}

// part is one member. Padding has no name. A quiet member is not printed if it is zero.
type part struct {
	name  string
	kind  Kind
	quiet bool
}

func (k *record) Name() string  { return k.name }
func (k *record) Takes() string { return k.takes }

// Room returns the size of the structure with room for elements.
func (k *record) Room() int {
	if k.rest.name != "" {
		return k.size(len(k.parts)) + roomOfRest
	}
	return k.size(len(k.parts))
}

const roomOfRest = 1024

// size returns the size of the first n parts.
func (k *record) size(n int) (size int) {
	for _, p := range k.parts[:n] {
		size += p.kind.Room()
	}
	return size
}

// fields returns the names of the members as in C: a,b,c.
func (k *record) fields() string {
	var names []string
	for i, p := range k.parts {
		switch {
		case p.name == "":
		case i == k.whole && k.whole > 0:
			names[len(names)-1] += "[," + p.name
		default:
			names = append(names, p.name)
		}
	}
	text := strings.Join(names, ",")
	if k.whole > 0 {
		text += "]"
	}
	if k.rest.name != "" {
		text += "," + k.rest.name + ",..."
	}
	return text
}

// members splits the structure into its members and the elements after them. It reports false if the length is wrong or
// padding is not zero.
func (k *record) members(b []byte) (list [][]byte, ok bool) {
	for i, p := range k.parts {
		if len(b) == 0 && k.whole > 0 && i == k.whole {
			return list, true
		}
		n := p.kind.Room()
		if len(b) < n || p.name == "" && !zero(b[:n]) {
			return nil, false
		}
		list, b = append(list, b[:n]), b[n:]
	}
	for k.rest.name != "" && len(b) >= k.rest.kind.Room() {
		n := k.rest.kind.Room()
		list, b = append(list, b[:n]), b[n:]
	}
	return list, len(b) == 0
}

// part returns the part of a member.
func (k *record) part(i int) part {
	if i < len(k.parts) {
		return k.parts[i]
	}
	return k.rest
}

// zero reports whether all bytes of b are 0.
func zero(b []byte) bool { return !slices.ContainsFunc(b, func(c byte) bool { return c != 0 }) }

func (k *record) Format(value []byte, w World) (string, bool) {
	members, ok := k.members(value)
	var list []string
	for i, b := range members {
		p := k.part(i)
		if p.name == "" || p.quiet && zero(b) {
			continue
		}
		text, known := p.kind.Format(b, w)
		list, ok = append(list, p.name+"="+text), ok && known
	}
	return strings.Join(list, ","), ok && len(list) > 0
}

func (k *record) JSON(value []byte, w World) any {
	members, _ := k.members(value)
	o, rest := Object{}, []string{}
	for i, b := range members {
		switch p := k.part(i); {
		case i >= len(k.parts):
			rest = append(rest, jsonText(p.kind.JSON(b, w)))
		case p.name != "":
			o = append(o, Member{p.name, jsonText(p.kind.JSON(b, w))})
		}
	}
	if k.rest.name != "" {
		o = append(o, Member{k.rest.name, "[" + strings.Join(rest, ",") + "]"})
	}
	return o
}

// names reports whether text begins with NAME= for a member.
func (k *record) names(text string) bool {
	name, _, found := strings.Cut(text, "=")
	return found && (name == k.rest.name || slices.ContainsFunc(k.parts, func(p part) bool { return p.name == name }))
}

func (k *record) Parse(text string, w World) (Value, error) {
	switch plain := !strings.Contains(text, "="); {
	case plain && k.short != nil && !strings.Contains(text, ","):
		text = k.short(text)
	case plain:
		return k.inOrder(text, w)
	}
	values, rest := make([][]byte, len(k.parts)), []byte{}
	for one := range strings.SplitSeq(text, ",") {
		name, value, found := strings.Cut(one, "=")
		i := slices.IndexFunc(k.parts, func(p part) bool { return p.name == name && name != "" })
		switch {
		case found && i < 0 && name == k.rest.name && name != "":
			b, err := k.rest.parse(value, w)
			if err != nil {
				return Value{}, err
			}
			rest = append(rest, b...)
			continue
		case !found || i < 0:
			return Value{}, fmt.Errorf("%q is not NAME=VALUE of a field", one)
		case values[i] != nil:
			return Value{}, fmt.Errorf("%s is given twice", name)
		}
		var err error
		if values[i], err = k.parts[i].parse(value, w); err != nil {
			return Value{}, err
		}
	}
	return Value{Bytes: append(k.join(values), rest...)}, nil
}

// inOrder parses the values of all members without names.
func (k *record) inOrder(text string, w World) (Value, error) {
	given, values := strings.Split(text, ","), make([][]byte, len(k.parts))
	for i, p := range k.parts {
		switch {
		case p.name == "":
			continue
		case len(given) == 0 && k.whole > 0 && i == k.whole:
			return Value{Bytes: k.join(values)}, nil
		case len(given) == 0:
			return Value{}, errors.New("fewer values than the fields " + k.fields())
		}
		var err error
		if values[i], err = p.parse(given[0], w); err != nil {
			return Value{}, err
		}
		given = given[1:]
	}
	b := k.join(values)
	for _, value := range given {
		if k.rest.name == "" {
			return Value{}, errors.New("more values than the fields " + k.fields())
		}
		element, err := k.rest.parse(value, w)
		if err != nil {
			return Value{}, err
		}
		b = append(b, element...)
	}
	return Value{Bytes: b}, nil
}

// join builds the structure. A member without a value is zero. The parts that a shorter form lacks are left out if none
// of them has a value.
func (k *record) join(values [][]byte) (b []byte) {
	parts := k.parts
	if k.whole > 0 && !slices.ContainsFunc(values[k.whole:], func(v []byte) bool { return v != nil }) {
		parts = parts[:k.whole]
	}
	for i, p := range parts {
		if values[i] == nil {
			values[i] = make([]byte, p.kind.Room())
		}
		b = append(b, values[i]...)
	}
	return b
}

// parse parses the value of a member. The result has the size of its kind. Every kind also accepts hex:... .
func (p part) parse(value string, w World) ([]byte, error) {
	kind := p.kind
	if strings.HasPrefix(value, "hex:") {
		kind = Raw
	}
	v, err := kind.Parse(value, w)
	if err == nil && len(v.Bytes) != p.kind.Room() {
		err = errors.New("the length differs from the field's")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", p.name, err)
	}
	return v.Bytes, nil
}

// jsonText returns a result of Kind.JSON as JSON text.
func jsonText(v any) string {
	if s, ok := v.(string); ok {
		return quoteJSON(s)
	}
	return fmt.Sprint(v)
}

func quoteJSON(s string) string { return string(xlat.AppendJSON(nil, s)) }

// Padding in a structure.
var (
	pad1 = &form{room: 1}
	pad2 = &form{room: 2}
	pad4 = &form{room: 4}
	pad8 = &form{room: 8}
)
