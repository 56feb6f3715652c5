package man

import (
	"cmp"
	"maps"
	"regexp"
	"slices"

	"github.com/spf13/cobra"
)

// seeAlso lists every page that was referred to, the parent, and the words that are related. The parent itself
// lists the topics, for no word does.
func (p *page) seeAlso() {
	if p.cmd.HasParent() {
		p.refs[ref{name(p.cmd.Parent()), section(p.cmd.Parent())}] = true
		for _, c := range visible(p.cmd.Parent()) {
			if related(p.cmd, c) {
				p.refs[ref{name(c), section(c)}] = true
			}
		}
	}
	for _, c := range p.cmd.Commands() {
		if isTopic(c) {
			p.refs[ref{name(c), section(c)}] = true
		}
	}
	delete(p.refs, ref{name(p.cmd), section(p.cmd)})
	all := slices.SortedFunc(maps.Keys(p.refs), func(a, b ref) int {
		return cmp.Or(cmp.Compare(a.section, b.section), cmp.Compare(a.name, b.name))
	})
	p.heading("SEE ALSO")
	for i, r := range all {
		l := call("Xr", r.name, r.section)
		if i < len(all)-1 {
			l = l.call(",")
		}
		p.put(l)
	}
}

// related reports whether the reader of one page may want the other: the words are of one group,
// or the text of one speaks of the other.
func related(a, b *cobra.Command) bool {
	return a.GroupID == b.GroupID || mentions(a, b) || mentions(b, a)
}

// mentions reports whether the text of c has other as it is typed: "sock recv".
func mentions(c, other *cobra.Command) bool {
	typed := regexp.MustCompile(`\b` + regexp.QuoteMeta(other.CommandPath()) + `\b`)
	return typed.MatchString(c.Long + "\n" + c.Example)
}
