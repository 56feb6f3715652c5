package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/addr"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/xlat"
)

// candidates completes a flag from a list. It makes the list only for a completion.
func candidates(c *cobra.Command, flag string, list func() []string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return list(), cobra.ShellCompDirectiveNoFileComp
	})
}

// listCandidates is like candidates for a flag that takes several values, separated by sep.
func listCandidates(c *cobra.Command, flag, sep string, list func() []string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before, _ := cutLast(begun, sep)
		return behind(before, list()), cobra.ShellCompDirectiveNoFileComp
	})
}

// cutLast splits a text after its last sep: into the finished part, and the part to complete.
func cutLast(begun, sep string) (before, last string) {
	i := strings.LastIndex(begun, sep) + 1
	return begun[:i], begun[i:]
}

// behind adds a prefix to every candidate: a shell replaces the whole word by a candidate.
func behind(before string, list []string) []string {
	for i := range list {
		list[i] = before + list[i]
	}
	return list
}

// completeOpen completes the flags of openFlags, and schemes of addresses.
func completeOpen(c *cobra.Command) {
	completeKind(c)
	_ = c.RegisterFlagCompletionFunc("opt", completeOption)
	c.ValidArgsFunction = completeAddress
}

func completeKind(c *cobra.Command) {
	candidates(c, "family", constNames(xlat.Families.List))
	candidates(c, "type", constNames(xlat.SocketTypes.List))
	_ = c.RegisterFlagCompletionFunc("protocol", completeProtocol)
}

// completeProtocol completes the protocols of the family that the flags so far set.
func completeProtocol(c *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	return xlat.ProtocolNames(flaggedKind(c).Family), cobra.ShellCompDirectiveNoFileComp
}

func completeCat(c *cobra.Command) {
	candidates(c, "eof", eofRules)
	candidates(c, "peer-eof", peerRules)
	candidates(c, "framing", pump.FramingNames)
	candidates(c, "stats", statsStyles)
	candidates(c, "progress", progressStyles)
	completeFormat(c)
}

func completeFormat(c *cobra.Command) {
	candidates(c, "format", show.FormatNames)
	candidates(c, "delimit", show.DelimitNames)
}

func completeSend(c *cobra.Command) {
	candidates(c, "framing", pump.FramingNames)
	completeFormat(c)
}

// constNames returns a function that lists the names.
func constNames(list []xlat.Const) func() []string {
	return func() []string {
		names := make([]string, len(list))
		for i, v := range list {
			names[i] = v.Name
		}
		return names
	}
}

// completeAddress completes the paths of UNIX sockets, and the schemes of other addresses.
func completeAddress(c *cobra.Command, args []string, begun string) ([]string, cobra.ShellCompDirective) {
	if local, err := c.Flags().GetBool("unix"); err == nil && local {
		if len(args) > 0 {
			return nil, cobra.ShellCompDirectiveNoFileComp
		}
		return completeSocketPath(begun)
	}
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var list []string
	for _, scheme := range addr.Schemes() {
		list = append(list, scheme+":")
	}
	return list, cobra.ShellCompDirectiveNoSpace | cobra.ShellCompDirectiveNoFileComp
}
