package cmd

import (
	_ "embed"
	"strconv"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/fail"
	"sock/internal/handover"
	"sock/modes"
)

// endLong describes what commands do with a socket that they have made.
//
//go:embed text/end.txt
var endLong string

// endFlags has the flags of commands that make a socket and pass it on.
type endFlags struct {
	end *modes.End
	as  string
}

func (f *endFlags) addFlags(c *cobra.Command, end *modes.End) {
	f.end = end
	fs := c.Flags()
	fs.StringVar(&end.Target.Hold, "hold", "", "keep the socket under `NAME`, print its local address and return")
	durationVar(fs, &end.Target.TTL, "hold-for", "", "with --hold: let it go after `DURATION`")
	fs.StringVar(&f.as, "as", "stdio", "COMMAND finds the socket as `WHAT`: stdio, or a descriptor number, which is then in $SOCK")
}

// addFlagsFlag adds --fdflags, for commands whose call takes flags for the new descriptor.
func (f *endFlags) addFlagsFlag(fs *pflag.FlagSet) {
	fs.BoolVar(&f.end.Target.FDFlags, "fdflags", false, "print the flags of the new descriptor, F_GETFD and F_GETFL, and close it")
}

// addCloexec adds the flag that omits SOCK_CLOEXEC.
func addCloexec(fs *pflag.FlagSet, without *bool) {
	fs.BoolVar(without, "no-cloexec", false, "call without SOCK_CLOEXEC; what COMMAND gets has no FD_CLOEXEC either way")
}

// apply removes COMMAND from the arguments.
func (f *endFlags) apply(c *cobra.Command, args []string) (rest []string, err error) {
	if rest, f.end.Target.Command, err = cutCommand(c, args); err != nil {
		return nil, err
	}
	if c.Flags().Changed("hold") && f.end.Target.Hold == "" {
		return nil, fail.Usagef("--hold needs a NAME")
	}
	f.end.Target.As, err = parseAs(f.as)
	return rest, err
}

// cutCommand splits the arguments at the -- before a COMMAND. It returns an error if COMMAND cannot be run: later, a socket, a
// connection or a message would be lost.
func cutCommand(c *cobra.Command, args []string) (rest, command []string, err error) {
	dash := c.ArgsLenAtDash()
	switch {
	case dash < 0:
		return args, nil, nil
	case dash == len(args):
		return nil, nil, fail.Usagef("no COMMAND after --")
	}
	if !c.Flags().Changed("chroot") { // otherwise the program is looked up there
		_, err = handover.LookPath(args[dash])
	}
	return args[:dash], args[dash:], err
}

// highestAs is the limit of --as: a higher descriptor number is a mistake.
const highestAs = 1 << 16

// parseAs reads the value of --as.
func parseAs(text string) (int, error) {
	if text == "stdio" {
		return handover.AsStdio, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 0 || n > highestAs {
		return 0, fail.Usagef("--as %s: want stdio or the number of a descriptor", quote(text))
	}
	return n, nil
}
