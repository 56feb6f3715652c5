package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

// newTopic makes a page of the manual that does not describe a command. Its help is the text, followed by the result of body
// unless body is nil.
func newTopic(env *env.Env, name, short, long string, body func() string) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Long: long}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) {
		text := fill(c.Long, helpWidth(env))
		if body != nil {
			text += "\n\n" + fill(strings.TrimSuffix(body(), "\n"), tableWidth(env))
		}
		_, _ = fmt.Fprintln(c.OutOrStdout(), text)
	})
	return c
}
