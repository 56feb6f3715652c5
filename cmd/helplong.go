package cmd

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

// printHelp writes the help of a command: the short one for -h and for sock alone, otherwise the long one.
func printHelp(env *env.Env, c *cobra.Command) {
	p := &helpPage{c: c, width: helpWidth(env)}
	if asksShort(c) {
		p.width = min(p.width, narrow)
		p.short()
	} else {
		p.long()
	}
	_, _ = fmt.Fprint(c.OutOrStdout(), p.String())
}

// long writes the long help: what the command is for, examples, what it does in detail, and its flags in groups.
func (p *helpPage) long() {
	p.title()
	p.usage()
	if len(p.c.Aliases) > 0 {
		p.line("also:  sock " + strings.Join(p.c.Aliases, ", sock "))
	}
	p.examples(blocksOf(p.c.Example))
	p.line("\n" + fill(p.c.Long, p.width))
	if !p.c.HasParent() {
		p.commands()
	}
	for _, s := range FlagSections(p.c) {
		p.flags(s.Title, s.Flags)
	}
	p.flags("Every command", shownFlags(p.c.Root().PersistentFlags()))
	if !p.c.HasParent() {
		p.line("\nsock help COMMAND describes one command.")
	}
}
