package sockopt

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"sock/internal/xlat"
)

// words has the names of a number's values.
type words struct {
	prefix string // optional before a name: "IP_PMTUDISC_"
	style  style
	list   []word
	table  *xlat.Values // the names in place of list, with the prefix; nil if there is none
}

// all returns the names without the prefix.
func (t *words) all() []word {
	if t.table == nil {
		return t.list
	}
	list := make([]word, 0, len(t.table.List))
	for _, c := range t.table.List {
		list = append(list, word{strings.TrimPrefix(c.Name, t.prefix), int64(c.Value)})
	}
	return list
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
	all := t.all()
	names := make([]string, 0, len(all))
	for _, w := range all {
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
	for _, w := range t.all() {
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
	list := t.all()
	i := slices.IndexFunc(list, func(w word) bool { return w.value == signed })
	switch {
	case i < 0:
		return strconv.FormatInt(signed, 10)
	case t.style == full:
		return t.prefix + list[i].name
	}
	return list[i].name
}

// join returns the names of the bits in v. Bits without a name follow as one number.
func (t *words) join(v uint64) string {
	names, rest := xlat.BitNames(v, func(yield func(string, uint64) bool) {
		for _, w := range t.list {
			if !yield(w.name, uint64(w.value)) {
				return
			}
		}
	})
	if rest != 0 || len(names) == 0 {
		names = append(names, xlat.Hex(rest))
	}
	return strings.Join(names, "|")
}
