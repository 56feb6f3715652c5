package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/ref"
)

// completeRef completes held and inherited sockets, and those of processes, each with a description.
func completeRef(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
	var list []string
	for _, c := range ref.Candidates(begun) {
		list = append(list, c.Ref+"\t"+c.What)
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveKeepOrder
}

// completeRefs is like completeRef for the last item of a list.
func completeRefs(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	before, last := cutLast(begun, ",")
	list, directive := completeRef(c, args, last)
	return behind(before, list), directive
}
