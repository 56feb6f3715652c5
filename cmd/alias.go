package cmd

import (
	"strings"

	"github.com/spf13/cobra"
)

// calledAs returns the system call whose name was typed for the command, or "" for the command's own name.
func calledAs(c *cobra.Command) string {
	if name := c.CalledAs(); name != c.Name() {
		return name
	}
	return ""
}

// completeAlias completes the aliases, which cobra omits.
func completeAlias(root *cobra.Command, args []string, begun string) (list []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, c := range root.Commands() {
		for _, alias := range c.Aliases {
			if strings.HasPrefix(alias, begun) {
				list = append(list, cobra.CompletionWithDesc(alias, c.Short+", as "+c.Name()))
			}
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp
}
