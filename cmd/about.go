package cmd

import (
	"fmt"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
)

// version is the release, as in CHANGELOG.md.
const version = "0.1.0"

func newVersion(*env.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "print the version",
		Long:    "Prints the version of sock.",
		Example: "# Which sock is this?\nsock version",
		GroupID: groupOther,
		Args:    needsNoArgument,
		RunE:    printVersion,
	}
}

func printVersion(c *cobra.Command, _ []string) error {
	_, err := fmt.Fprintln(c.OutOrStdout(), "sock", version)
	return fail.At("write", "standard output", err)
}

const completionExample = `# bash, for this shell
source <(sock completion bash)

# zsh, for all shells to come
sock completion zsh > "${fpath[1]}/_sock"

# fish
sock completion fish > ~/.config/fish/completions/sock.fish`

func newCompletion(*env.Env) *cobra.Command {
	return &cobra.Command{
		Use:       "completion bash|zsh|fish",
		Short:     "print the completion script of a shell",
		Long:      "Prints the script that teaches a shell to complete words, flags and names of sock. make install installs all three.",
		Example:   completionExample,
		GroupID:   groupOther,
		ValidArgs: []string{"bash", "zsh", "fish"},
		RunE: func(c *cobra.Command, args []string) error {
			w := c.OutOrStdout()
			switch {
			case len(args) != 1:
				return fail.Usagef("say for which shell: bash, zsh or fish")
			case args[0] == "bash":
				return BashCompletion(c.Root(), w)
			case args[0] == "zsh":
				return c.Root().GenZshCompletion(w)
			case args[0] == "fish":
				return c.Root().GenFishCompletion(w, true)
			}
			return fail.Usagef("%s is no shell that sock can complete in: bash, zsh or fish", quote(args[0]))
		},
	}
}
