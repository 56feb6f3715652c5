package man

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd"
)

// options explains every flag: first those of the command by their groups, then those that all commands have.
func (p *page) options() {
	p.heading("OPTIONS")
	for _, s := range cmd.FlagSections(p.cmd) {
		if len(s.Flags) > 0 {
			p.subheading(s.Title)
			p.flags(s.Flags)
		}
	}
	p.subheading("Every command")
	p.flags(common(p.cmd))
}

func (p *page) flags(flags []*pflag.Flag) {
	p.raw(".Bl -tag -width Ds")
	for _, f := range flags {
		p.put(append(call("It"), spelling(f)...))
		p.prose(f.Usage)
		if value := preset(f); value != "" {
			p.prose("(default " + value + ")")
		}
	}
	p.raw(".El")
}

// preset returns the value that f has when it is not given, unless that says nothing or the usage text says it.
func preset(f *pflag.Flag) string {
	if strings.Contains(f.Usage, "default") {
		return ""
	}
	switch f.DefValue {
	case "", "0", "0s", "false", "[]", "<nil>":
		return ""
	}
	return f.DefValue
}

// common returns the flags that c shares with every other command, how to ask for help last.
func common(c *cobra.Command) []*pflag.Flag {
	return append(shown(c.Root().PersistentFlags()), c.Flags().Lookup("help"))
}

func shown(set *pflag.FlagSet) []*pflag.Flag {
	var flags []*pflag.Flag
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden {
			flags = append(flags, f)
		}
	})
	return flags
}

// spelling returns "-w, --timeout DURATION", or "--trace[=FILE]" where the argument may be left out.
func spelling(f *pflag.Flag) line {
	var l line
	if f.Shorthand != "" && f.ShorthandDeprecated == "" {
		l = call("Fl").arg(f.Shorthand).call(",")
	}
	l = l.call("Fl").arg("-" + f.Name)
	arg := argument(f)
	switch {
	case arg == "":
		return l
	case f.NoOptDefVal != "":
		return l.call("Ns", "Oo").arg("=").call("Ns", "Ar").arg(arg).call("Oc")
	}
	return l.call("Ar").arg(arg)
}

// argument returns the name of f's argument, which its usage text has in backquotes, or "" if f takes none.
func argument(f *pflag.Flag) string {
	name, _ := pflag.UnquoteUsage(f)
	switch {
	case strings.Count(f.Usage, "`") > 1:
		return name
	case f.NoOptDefVal != "":
		return "" // a switch, a counter
	}
	return strings.ToUpper(name)
}
