package flags

import (
	"slices"
	"strings"
)

// aboutMost is the maximum length of a list in About. The text of the command explains a flag with a longer list.
const aboutMost = 8

// About returns the rules of a flag for a manual: "needs --hold; cannot be used with --keep".
func About(rules []Rule, name string) string {
	var parts []string
	for _, r := range rules {
		if r.kind == ruleNeeds && slices.Contains(r.group, name) {
			parts = append(parts, "needs "+oneOf(r.other.texts()))
		}
	}
	if list := refused(rules, name).texts(); len(list) > 0 && len(list) <= aboutMost {
		parts = append(parts, "cannot be used with "+oneOf(list))
	}
	for _, r := range rules {
		if r.kind == ruleNoEffect && slices.Contains(r.group, name) {
			parts = append(parts, "has no effect with "+oneOf(r.other.texts()))
		}
	}
	return strings.Join(parts, "; ")
}

// refused returns the items that cannot be used with a flag, on either side of a rule.
func refused(rules []Rule, name string) (list Group) {
	for _, r := range rules {
		group, other := slices.Contains(r.group, name), slices.Contains(r.other, name)
		switch {
		case r.kind == ruleApart && group:
			list = append(list, r.group.Less(name)...)
		case r.kind == ruleCannot && group:
			list = append(list, r.other...)
		case r.kind == ruleCannot && other:
			list = append(list, r.group...)
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
