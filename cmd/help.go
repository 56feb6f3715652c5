package cmd

import (
	_ "embed"
	"strings"

	"sock/internal/env"
	"sock/internal/fail"

	"github.com/spf13/cobra"
)

//go:embed text/help.txt
var helpLong string

const helpExample = `# What does recv call?
sock help recv

# What has to do with congestion?
sock help options congestion

# How is SO_LINGER written?
sock help options SO_LINGER

# How is a control message written?
sock help cmsg IP_PKTINFO

# Which keepalive options does a UDP socket of this kernel have?
sock help options --probe --udp keep`

func newHelp(env *env.Env) *cobra.Command {
	var open openFlags
	var probe bool
	c := &cobra.Command{
		Use:     "help [WORD]",
		Short:   "describe a command",
		Long:    strings.TrimSuffix(helpLong, "\n"),
		Example: helpExample,
		GroupID: groupOther,
	}
	c.Flags().SortFlags = false
	c.Flags().BoolVar(&probe, "probe", false, "with options: ask the running kernel")
	open.addKindFlags(c)
	completeKind(c)
	c.ValidArgsFunction = completeWord
	c.RunE = func(c *cobra.Command, args []string) error {
		if len(args) > 0 && args[0] == "options" {
			return helpOptions(c, env, &open, args[1:], probe)
		}
		if len(args) > 1 && args[0] == "cmsg" {
			return helpCmsg(c, env, args[1:])
		}
		word, rest, err := c.Root().Find(args)
		switch {
		case err != nil || word == c.Root() && len(rest) > 0:
			return unknown(c.Root(), args)
		case len(rest) > 0:
			return needsNoArgument(c, rest)
		}
		return word.Help()
	}
	return c
}

// unknown returns the error of help for a name that is not a command.
func unknown(root *cobra.Command, args []string) error {
	if strings.HasPrefix(args[0], "-") {
		return &fail.Usage{Text: "unknown command " + quote(args[0]), Hint: "sock help lists the commands"}
	}
	return noWord(root, args)
}

// completeWord completes the commands and the topics.
func completeWord(c *cobra.Command, args []string, begun string) (list []string, _ cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	for _, word := range c.Root().Commands() {
		if strings.HasPrefix(word.Name(), begun) && !word.Hidden {
			list = append(list, word.Name()+"\t"+word.Short)
		}
	}
	aliases, _ := completeAlias(c.Root(), nil, begun)
	list = append(list, aliases...)
	return list, cobra.ShellCompDirectiveNoFileComp
}
