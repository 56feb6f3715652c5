package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/ref"
)

// completeRef offers the sockets that are held, inherited, and open in processes, each with what it is.
func completeRef(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, c := range ref.Candidates(begun) {
		list = append(list, c.Ref+"\t"+c.What)
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeRefs is completeRef for the last of a list.
func completeRefs(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	before, last := cutLast(begun, ",")
	list, directive := completeRef(c, args, last)
	return behind(before, list), directive
}
