package cmd

import (
	"strings"

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
	before := begun[:strings.LastIndexByte(begun, ',')+1]
	list, directive := completeRef(c, args, begun[len(before):])
	for i := range list {
		list[i] = before + list[i]
	}
	return list, directive
}
