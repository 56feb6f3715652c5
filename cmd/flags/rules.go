// Package flags says which flags of a command can be combined, and how a flag is written.
package flags

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"sock/internal/fail"
)

// A Line is a command line after its flags are parsed.
type Line struct {
	Flags *pflag.FlagSet
	Other []string // what it has besides flags: "a COMMAND", "an ADDRESS"
}

// A Group is a list of items that a line can have: a flag, "stdin"; a flag with one of its values, "stdin=each"; or something
// else, "a COMMAND".
type Group []string

// Of returns the group of these.
func Of(items ...string) Group { return items }

// And returns both groups as one.
func (g Group) And(other Group) Group { return slices.Concat(g, other) }

// Less returns the group without some of its items.
func (g Group) Less(items ...string) Group {
	return slices.DeleteFunc(slices.Clone(g), func(item string) bool { return slices.Contains(items, item) })
}

// given returns the items of the group that the line has.
func (g Group) given(l Line) Group {
	return slices.DeleteFunc(slices.Clone(g), func(item string) bool { return !l.has(item) })
}

// texts returns the items as they are typed.
func (g Group) texts() (list []string) {
	for _, item := range g {
		list = append(list, typed(item))
	}
	return list
}

func (l Line) has(item string) bool {
	if !named(item) {
		return slices.Contains(l.Other, item)
	}
	name, value, valued := strings.Cut(item, "=")
	f := l.Flags.Lookup(name)
	return f != nil && f.Changed && (!valued || f.Value.String() == value)
}

// named reports whether an item is a flag.
func named(item string) bool { return !strings.ContainsAny(item, " $(") }

func typed(item string) string {
	if !named(item) {
		return item
	}
	return "--" + strings.Replace(item, "=", " ", 1)
}

// A Rule says how the items of a group can be combined with others.
type Rule struct {
	kind   kind
	group  Group
	other  Group
	text   string // instead of the rule's own words
	advice string
}

type kind int

const (
	ruleCannot   kind = iota // none can be used with any of the others
	ruleApart                // none can be used with another of the group
	ruleNeeds                // each needs one of the others
	ruleNoEffect             // none has an effect with any of the others
	ruleRequired             // the line has to have one of the group
)

// Cannot returns the rule that none of g can be used with any of the others.
func (g Group) Cannot(others ...string) Rule { return Rule{kind: ruleCannot, group: g, other: others} }

// Needs returns the rule that each of g needs one of the others.
func (g Group) Needs(others ...string) Rule { return Rule{kind: ruleNeeds, group: g, other: others} }

// NoEffect returns the rule that none of g has an effect with any of the others.
func (g Group) NoEffect(others ...string) Rule {
	return Rule{kind: ruleNoEffect, group: g, other: others}
}

// Apart returns the rule that at most one of the items can be used.
func Apart(items ...string) Rule { return Rule{kind: ruleApart, group: items} }

// Required returns the rule that a line must have one of the items. text is the error otherwise.
func Required(text string, items ...string) Rule {
	return Rule{kind: ruleRequired, group: items, text: text}
}

// Hint adds a hint: what to do instead.
func (r Rule) Hint(hint string) Rule {
	r.advice = hint
	return r
}

// Check returns the error of the first rule that the line breaks.
func Check(l Line, rules []Rule) error {
	for _, r := range rules {
		if text := r.broken(l); text != "" {
			return &fail.Usage{Text: text, Hint: r.advice}
		}
	}
	return nil
}

// broken returns how the line breaks the rule, or "".
func (r Rule) broken(l Line) string {
	group, other := r.group.given(l).texts(), r.other.given(l).texts()
	switch {
	case r.kind == ruleRequired && len(group) == 0:
		return r.text
	case len(group) == 0 || r.kind == ruleRequired:
	case r.kind == ruleApart && len(group) > 1:
		return fail.NotWith(group[0], group[1], "").Text
	case r.kind == ruleCannot && len(other) > 0:
		return fail.NotWith(group[0], other[0], "").Text
	case r.kind == ruleNoEffect && len(other) > 0:
		return group[0] + " has no effect with " + other[0]
	case r.kind == ruleNeeds && len(other) == 0:
		return group[0] + " needs " + oneOf(r.other.texts())
	}
	return ""
}

// oneOf joins a list: "a, b or c".
func oneOf(list []string) string {
	last := len(list) - 1
	if last == 0 {
		return list[0]
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// Exclusive returns the pairs of flags that cannot be used together.
func Exclusive(rules []Rule) (pairs [][2]string) {
	for _, r := range rules {
		if r.kind != ruleCannot && r.kind != ruleApart {
			continue
		}
		other := r.other
		if r.kind == ruleApart {
			other = r.group
		}
		for _, a := range r.group {
			for _, b := range other {
				if a != b && isPlain(a) && isPlain(b) {
					pairs = append(pairs, [2]string{a, b})
				}
			}
		}
	}
	return pairs
}

// isPlain reports whether an item is a flag with any value.
func isPlain(item string) bool { return named(item) && !strings.Contains(item, "=") }
