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

// File returns the name of c's page: "sock-connect.1".
func File(c *cobra.Command) string {
	return name(c) + "." + section(c)
}

func aliasName(c *cobra.Command, alias string) string { return name(c.Parent()) + "-" + alias }

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
