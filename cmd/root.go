package cmd

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

//go:embed text/root.txt
var rootLong string

const rootExample = `# Fetch a page by hand
printf 'GET / HTTP/1.0\r\n\r\n' | sock connect 127.0.0.1 80

# Wait for one client on a free port, and see the calls
sock listen -v --trace 127.0.0.1:0

# Send one datagram
sock send --udp -d hello 127.0.0.1 5000`

// newRoot makes the tree of commands: with only the named command if it exists, otherwise with all.
func newRoot(env *env.Env, only string) *cobra.Command {
	root := &cobra.Command{
		Use:           "sock COMMAND [FLAG...] [ADDRESS]",
		Short:         "the socket API at the shell prompt",
		Long:          strings.TrimSuffix(rootLong, "\n"),
		Example:       rootExample,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.ArbitraryArgs,
		RunE:          noWord,
	}
	root.CompletionOptions.DisableDefaultCmd = true
	every := addRootFlags(env, root)
	root.SetFlagErrorFunc(flagError)
	root.SetHelpFunc(func(c *cobra.Command, _ []string) { printHelp(env, c) })
	addHelpFlags(root)
	addGroups(root)
	list := words(only)
	for i, word := range list {
		c := word.command(env, every)
		c.Annotations[placeKey] = fmt.Sprintf("%02d", i)
		root.AddCommand(c)
	}
	root.ValidArgsFunction = completeAlias
	if len(list) > 1 {
		c := newHelp(env)
		c.RunE = unmarked(c.RunE)
		addHelpFlags(c)
		root.SetHelpCommand(c)
		root.InitDefaultHelpCmd()
	}
	return root
}
