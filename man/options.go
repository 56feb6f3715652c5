package man

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd"
	"sock/cmd/flags"
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

func (p *page) flags(list []*pflag.Flag) {
	p.raw(".Bl -tag -width Ds")
	for _, f := range list {
		p.put(append(call("It"), spelling(f)...))
		p.prose(flags.Text(f))
		if about := flags.About(cmd.Rules(p.cmd.Name()), f.Name); about != "" {
			p.prose("It " + about + ".")
		}
	}
	p.raw(".El")
}

// own returns the flags that only c has.
func own(c *cobra.Command) []*pflag.Flag {
	return shown(c.LocalFlags(), func(f *pflag.Flag) bool { return !everywhere(c, f) })
}

// common returns the flags that c shares with every other command, how to ask for help last.
func common(c *cobra.Command) []*pflag.Flag {
	all := func(*pflag.Flag) bool { return true }
	return append(shown(c.Root().PersistentFlags(), all), c.Flags().Lookup("help"))
}

func everywhere(c *cobra.Command, f *pflag.Flag) bool {
	return f.Name == "help" || c.Root().PersistentFlags().Lookup(f.Name) == f
}

func shown(set *pflag.FlagSet, keep func(*pflag.Flag) bool) []*pflag.Flag {
	var flags []*pflag.Flag
	set.VisitAll(func(f *pflag.Flag) {
		if !f.Hidden && keep(f) {
			flags = append(flags, f)
		}
	})
	return flags
}

// spelling returns "-w, --timeout DURATION", or "--trace[=FILE]" where the argument may be left out.
func spelling(f *pflag.Flag) line {
	form := flags.FormOf(f)
	var l line
	if form.Short != "" {
		l = call("Fl").arg(form.Short).call(",")
	}
	l = l.call("Fl").arg("-" + form.Long)
	switch {
	case form.Optional:
		return l.call("Ns", "Oo").arg("=").call("Ns", "Ar").arg(form.Arg).call("Oc")
	case form.Arg != "":
		return l.call("Ar").arg(form.Arg)
	}
	return l
}
