// Package man writes the manual pages, mdoc(7) source made from the command tree.
package man

import (
	"strings"

	"github.com/spf13/cobra"
)

// date is the day of the release, not of the build: the same tree gives the same bytes.
const date = "November 21, 2026"

// section returns where c stands in the manual: a command in 1, a topic of the help in 7 unless it says another.
func section(c *cobra.Command) string {
	if s := c.Annotations["section"]; s != "" {
		return s
	}
	if isTopic(c) {
		return "7"
	}
	return "1"
}

// isTopic reports whether c is nothing but a text.
func isTopic(c *cobra.Command) bool { return c.HasParent() && !c.Runnable() }

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

// File returns the name of c's page: "sock-connect.1".
func File(c *cobra.Command) string {
	return name(c) + "." + section(c)
}

// Links returns the files that lead from an alias of c to its page, with what they hold.
func Links(c *cobra.Command) map[string][]byte {
	links := map[string][]byte{}
	for _, alias := range c.Aliases {
		links[aliasName(c, alias)+"."+section(c)] = []byte(".so man" + section(c) + "/" + File(c) + "\n")
	}
	return links
}

func aliasName(c *cobra.Command, alias string) string { return name(c.Parent()) + "-" + alias }

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

// visible returns the commands below c that its help shows. How to ask for help is an option of every page.
func visible(c *cobra.Command) []*cobra.Command {
	var shown []*cobra.Command
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			shown = append(shown, sub)
		}
	}
	return shown
}

// name returns the name of c's page: "sock-connect".
func name(c *cobra.Command) string {
	return strings.ReplaceAll(c.CommandPath(), " ", "-")
}
