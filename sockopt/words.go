package sockopt

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// words has the names of a number's values.
type words struct {
	prefix string // optional before a name: "IP_PMTUDISC_"
	style  style
	list   []word
}

type word struct {
	name  string
	value int64
}

// style says how values are printed.
type style uint8

const (
	enum  style = iota // the name
	full               // the name with its prefix, without which it would be unclear
	mask               // names joined with |
	typed              // the number; names are only parsed
)

func (t *words) takes() string {
	names := make([]string, 0, len(t.list))
	for _, w := range t.list {
		names = append(names, w.name)
	}
	const most = 8
	list := strings.Join(names[:min(most, len(names))], ", ")
	if len(names) > most {
		list += " ..."
	}
	if t.style == mask {
		return "a number or names joined with |: " + list
	}
	return "a number or one of " + list
}

// parse parses names and numbers joined with |.
func (t *words) parse(text string) (sum quantity, err error) {
	parts := strings.Split(text, "|")
	for _, part := range parts {
		q, err := t.word(strings.TrimSpace(part))
		switch {
		case err != nil:
			return q, err
		case len(parts) == 1:
			return q, nil
		case q.neg:
			return q, fmt.Errorf("%s is negative and cannot be joined", part)
		}
		sum.abs |= q.abs
	}
	return sum, nil
}

func (t *words) word(text string) (quantity, error) {
	if q, err := parseInt(text); err == nil || errors.Is(err, errRange) {
		return q, err
	}
	for _, w := range t.list {
		if strings.EqualFold(w.name, text) || strings.EqualFold(t.prefix+w.name, text) {
			if w.value < 0 {
				return quantity{uint64(-w.value), true}, nil
			}
			return quantity{uint64(w.value), false}, nil
		}
	}
	return quantity{}, fmt.Errorf("%q is not a name or a number", text)
}

func (t *words) format(signed int64, v uint64) string {
	switch t.style {
	case mask:
		return t.join(v)
	case typed:
		return strconv.FormatInt(signed, 10)
	}
	i := slices.IndexFunc(t.list, func(w word) bool { return w.value == signed })
	switch {
	case i < 0:
		return strconv.FormatInt(signed, 10)
	case t.style == full:
		return t.prefix + t.list[i].name
	}
	return t.list[i].name
}

// join returns the names of the bits in v. Bits without a name follow as one number.
func (t *words) join(v uint64) string {
	var names []string
	for _, w := range t.list {
		if bit := uint64(w.value); bit != 0 && v&bit == bit {
			names = append(names, w.name)
			v &^= bit
		}
	}
	if v != 0 || len(names) == 0 {
		names = append(names, fmt.Sprintf("%#x", v))
	}
	if len(names) == 1 && names[0] == "0x0" {
		return "0"
	}
	return strings.Join(names, "|")
}
