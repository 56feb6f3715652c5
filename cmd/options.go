package cmd

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/modes"
	"sock/sockopt"
)

//go:embed text/options.txt
var optionsLong string

func newOptions(env *env.Env) *cobra.Command {
	return newTopic(env, "options", "every socket option, by its kernel name", optionsLong, func() string {
		return OptionsTable(sockopt.All(), nil, false)
	})
}

// OptionsTable returns the options as text: a block for each level, a line for each option, and below it the forms of its
// value. It omits obvious forms unless all is set. With probe, every line has a column for the running kernel, and no forms.
func OptionsTable(list []sockopt.Option, probe func(sockopt.Option) string, all bool) string {
	var b strings.Builder
	level := ""
	for _, o := range list {
		if o.Level.Title() != level {
			if level != "" {
				b.WriteByte('\n')
			}
			level = o.Level.Title()
			fmt.Fprintf(&b, "%s:\n\n", level)
		}
		answer := ""
		if probe != nil {
			answer = fmt.Sprintf(" %-3s", probe(o))
		}
		fmt.Fprintf(&b, "    %-26s%s %-4s %-9s %s\n", o.Name, answer, o.Access, kindName(o), meaning(o))
		if probe == nil {
			for _, form := range o.Forms(all) {
				b.WriteString(folded(form))
			}
		}
	}
	return b.String()
}

// folded wraps a text into indented lines.
func folded(text string) string {
	const indent, width = "        ", 100
	var b strings.Builder
	line := indent
	for word := range strings.FieldsSeq(text) {
		if len(line)+len(word) > width && line != indent {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent && line != indent+"  " {
			line += " "
		}
		if b.Len() > 0 && line == indent {
			line += "  "
		}
		line += word
	}
	return b.String() + line + "\n"
}

func kindName(o sockopt.Option) string {
	if o.Kind == nil {
		return "-"
	}
	return o.Kind.Name()
}

func meaning(o sockopt.Option) string {
	text := o.Help
	if o.Phase&^sockopt.Strict != sockopt.Any {
		text += " [" + o.Phase.String() + "]"
	}
	return text
}

// helpOptions prints `help options WORD...`: the rows that have all the words.
func helpOptions(c *cobra.Command, env *env.Env, open *openFlags, words []string, probe bool) error {
	if len(words) == 0 && !probe {
		return topic(c.Root(), "options").Help()
	}
	list := sockopt.Search(words...)
	if named := namedOptions(words); len(named) > 0 && !probe {
		_, err := fmt.Fprint(c.OutOrStdout(), fill(OptionsTable(named, nil, true), tableWidth(env)))
		return err
	}
	if len(list) == 0 {
		_, err := sockopt.Lookup(strings.Join(words, " "))
		return err
	}
	var ask func(sockopt.Option) string
	if probe {
		kind, err := open.fresh()
		if err != nil {
			return err
		}
		p, err := modes.NewProbe(env, kind)
		if err != nil {
			return err
		}
		defer p.Close()
		ask = p.Ask
	}
	_, err := fmt.Fprint(c.OutOrStdout(), fill(OptionsTable(list, ask, false), tableWidth(env)))
	return err
}

// namedOptions returns the options with that name. Several levels may have one.
func namedOptions(words []string) []sockopt.Option {
	if len(words) != 1 {
		return nil
	}
	o, err := sockopt.Lookup(words[0])
	if err != nil || o.Name == "" {
		return nil
	}
	return slices.DeleteFunc(sockopt.All(), func(other sockopt.Option) bool { return other.Name != o.Name })
}

func topic(root *cobra.Command, name string) *cobra.Command {
	c, _, err := root.Find([]string{name})
	if err != nil {
		panic(err) // the topic always exists
	}
	return c
}
