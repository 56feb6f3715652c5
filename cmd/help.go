package cmd

import (
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"sock/internal/env"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
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
		Short:   "tell what a word does",
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
			return helpCmsg(c, args[1:])
		}
		word, rest, err := c.Root().Find(args)
		switch {
		case err != nil || word == c.Root() && len(rest) > 0:
			return noWord(c.Root(), args)
		case len(rest) > 0:
			return needsNoArgument(c, rest)
		}
		return word.Help()
	}
	return c
}

// newTopic makes a page of the manual that is not of a word: it has nothing to run.
func newTopic(name, short, long string) *cobra.Command {
	c := &cobra.Command{Use: name, Short: short, Long: long}
	c.SetHelpFunc(func(c *cobra.Command, _ []string) { _, _ = fmt.Fprintln(c.OutOrStdout(), c.Long) })
	return c
}

// completeWord offers the words and the topics.
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

// help writes a word's page: what it calls, its flags, examples.
func help(c *cobra.Command, _ []string) {
	w := c.OutOrStdout()
	if c.HasParent() {
		_, _ = fmt.Fprintf(w, "%s: %s\n\n", c.CommandPath(), c.Short)
	} else {
		_, _ = fmt.Fprintf(w, "sock: %s\n\n", c.Short)
	}
	for i, form := range strings.Split(c.Use, " | ") {
		prefix := "       "
		if i == 0 {
			prefix = "usage: "
		}
		if c.HasParent() {
			form = "sock " + form
		}
		_, _ = fmt.Fprintln(w, prefix+form)
	}
	if len(c.Aliases) > 0 {
		_, _ = fmt.Fprintf(w, "also:  sock %s\n", strings.Join(c.Aliases, ", sock "))
	}
	_, _ = fmt.Fprintf(w, "\n%s\n", c.Long)
	helpWords(w, c)
	helpFlags(w, "Flags:", c.LocalNonPersistentFlags())
	helpFlags(w, "Flags of every word:", c.Root().PersistentFlags())
	if c.Example != "" {
		_, _ = fmt.Fprintf(w, "\nExamples:\n\n%s\n", indent(c.Example))
	}
	if !c.HasParent() {
		_, _ = fmt.Fprintln(w, "\nsock help WORD tells more of one word.")
	}
}

// helpWords lists the words in the order of a socket's life, which is that of their table.
func helpWords(w io.Writer, c *cobra.Command) {
	for _, group := range c.Groups() {
		_, _ = fmt.Fprintf(w, "\n%s\n", group.Title)
		for _, word := range append(words(""), word{name: "help"}) {
			i := slices.IndexFunc(c.Commands(), func(c *cobra.Command) bool { return c.Name() == word.name })
			if i >= 0 && c.Commands()[i].GroupID == group.ID {
				_, _ = fmt.Fprintf(w, "  %-12s %s\n", word.name, c.Commands()[i].Short)
			}
		}
	}
}

func helpFlags(w io.Writer, title string, fs *pflag.FlagSet) {
	fs.SortFlags = false // the author's order: what belongs together stands together
	fs.VisitAll(func(f *pflag.Flag) {
		if f.Hidden || f.Name == "help" {
			return
		}
		if title != "" {
			_, _ = fmt.Fprintf(w, "\n%s\n", title)
			title = ""
		}
		usage, arg := argument(f)
		name := "    --" + f.Name
		if f.Shorthand != "" {
			name = "-" + f.Shorthand + ", --" + f.Name
		}
		switch {
		case f.NoOptDefVal != "" && arg != "":
			name += "[=" + arg + "]"
		case arg != "":
			name += " " + arg
		}
		_, _ = fmt.Fprintf(w, "  %-26s %s%s\n", name, usage, defaultText(f))
	})
}

// defaultText is a flag's default, where it says something.
func defaultText(f *pflag.Flag) string {
	switch f.DefValue {
	case "", "0", "false", "[]", "-1":
		return ""
	}
	if f.Value.Type() == "WORD" { // the first word of the list is the default
		return ""
	}
	return " (default " + f.DefValue + ")"
}

func indent(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if line != "" {
			lines[i] = "  " + line
		}
	}
	return strings.Join(lines, "\n")
}
