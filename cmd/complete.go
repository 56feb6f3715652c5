package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/addr"
	"sock/internal/pump"
	"sock/internal/show"
	"sock/internal/xlat"
)

// candidates completes a flag from a list, which is made only for completion.
func candidates(c *cobra.Command, flag string, list func() []string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return list(), cobra.ShellCompDirectiveNoFileComp
	})
}

// listCandidates is candidates for a flag that takes several, with sep between them.
func listCandidates(c *cobra.Command, flag, sep string, list func() []string) {
	_ = c.RegisterFlagCompletionFunc(flag, func(_ *cobra.Command, _ []string, begun string) ([]string, cobra.ShellCompDirective) {
		before, _ := cutLast(begun, sep)
		return behind(before, list()), cobra.ShellCompDirectiveNoFileComp
	})
}

// cutLast splits what was begun behind its last sep: what is done, and what is being typed.
func cutLast(begun, sep string) (before, last string) {
	i := strings.LastIndex(begun, sep) + 1
	return begun[:i], begun[i:]
}

// behind puts before in front of every candidate: a shell takes a candidate for the whole word.
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

// completeProtocol offers the protocols of the family that the flags so far say.
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

// constNames returns what makes a list of names.
func constNames(list []xlat.Const) func() []string {
	return func() []string {
		names := make([]string, len(list))
		for i, v := range list {
			names[i] = v.Name
		}
		return names
	}
}

// completeAddress offers the paths of UNIX sockets and the schemes for the rest.
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
