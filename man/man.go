// Package man writes the manual pages, mdoc(7) source made from the command tree.
package man

import (
	"github.com/spf13/cobra"
)

// Page returns the mdoc(7) source of the manual page of c.
func Page(c *cobra.Command) []byte {
	c.InitDefaultHelpFlag()
	p := &page{writer: newWriter(), cmd: c}
	p.head()
	if isTopic(c) {
		p.description()
		switch c.Name() {
		case "options":
			p.table()
		case "cmsg":
			p.controls()
		}
		p.seeAlso()
		return p.bytes()
	}
	p.synopsis()
	p.description()
	p.words()
	p.options()
	p.exitStatus()
	p.examples()
	p.seeAlso()
	return p.bytes()
}

// Links returns the files that lead from an alias of c to its page, with what they hold.
func Links(c *cobra.Command) map[string][]byte {
	links := map[string][]byte{}
	for _, alias := range c.Aliases {
		links[aliasName(c, alias)+"."+section(c)] = []byte(".so man" + section(c) + "/" + File(c) + "\n")
	}
	return links
}

// Commands returns the commands that have a page: root, then its words and the topics.
func Commands(root *cobra.Command) []*cobra.Command {
	all := append([]*cobra.Command{root}, visible(root)...)
	for _, c := range root.Commands() {
		if isTopic(c) {
			all = append(all, c)
		}
	}
	return all
}
