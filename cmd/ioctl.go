package cmd

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/modes"
	"sock/sockopt"
)

const ioctlLong = `Calls ioctl(2) on the socket of --on, or on a fresh one of the kind that the flags say, once for every REQUEST, which is a name or a number.
What a request returns is printed as NAME=VALUE; one that sets something prints nothing.

A request about an interface is given its name, and prints it before the value. A request that the table lacks needs the kind of its
value: NUMBER=KIND:VALUE, where KIND is one of those of getsockopt, such as int:0 or hex:00000000. The call gets the address of these
bytes, and what it leaves there is printed. NAME=arg:N gives the call the number N as its argument instead of an address, and a
NUMBER alone no argument.

FIONBIO and FIOASYNC change the flags of a description that other processes may share; no other command does. The signals that
FIOSETOWN asks for are not for sock, which ends before they arrive. The table, with what is typed behind the name:`

const ioctlExample = `# How much is there to receive?
sock socketpair --hold left,right
sock send --on left -d hello
sock ioctl --on right SIOCINQ

# The maximum transfer unit and the flags of an interface
sock ioctl SIOCGIFMTU=lo SIOCGIFFLAGS=lo

# What did TCP not send yet?
sock connect --hold c 127.0.0.1 80
sock ioctl --on c --value SIOCOUTQNSD

# A request by its number, with the call
sock socketpair --hold left,right
sock ioctl --on left --trace 0x541b=int:0`

func newIoctl(env *env.Env) *cobra.Command {
	var socket anySocket
	var o modes.Ioctl
	c := &cobra.Command{
		Use:     "ioctl [--on REF] [flags] REQUEST[=VALUE]...",
		Short:   "make requests to a socket's driver",
		Long:    ioctlLong + "\n\n" + ioctlTable(),
		Example: ioctlExample,
		GroupID: groupLook,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.BoolVar(&o.Value, "value", false, "print the values alone")
	fs.BoolVar(&o.JSON, "json", false, "print one JSON object")
	socket.addFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if err := exclusive(fs, "value", "json"); err != nil {
			return err
		}
		if o.Calls, err = parseIoctls(args, o.JSON); err != nil {
			return err
		}
		return socket.run(env, &o, &o.Kind)
	}
	c.ValidArgsFunction = completeIoctl
	return c
}

func parseIoctls(args []string, asJSON bool) (list []sockopt.IoctlCall, err error) {
	if len(args) == 0 {
		return nil, &fail.Usage{Text: "say which REQUEST", Hint: "sock help ioctl lists the requests"}
	}
	for _, arg := range args {
		c, err := sockopt.ParseIoctl(arg, sys.World())
		if err != nil {
			return nil, err
		}
		same := func(other sockopt.IoctlCall) bool { return other.Title() == c.Title() }
		if asJSON && slices.ContainsFunc(list, same) {
			return nil, fail.Usagef("--json has one member for %s, which is asked for twice", c.Title())
		}
		list = append(list, c)
	}
	return list, nil
}

// ioctlTable is the table of requests as a literal block.
func ioctlTable() string {
	var lines []string
	for _, i := range sockopt.Ioctls() {
		lines = append(lines, fmt.Sprintf("    %-24s %s", i.Name+i.Form(), i.Help))
	}
	return strings.Join(lines, "\n")
}

func completeIoctl(_ *cobra.Command, _ []string, typed string) (list []string, _ cobra.ShellCompDirective) {
	for _, i := range sockopt.Ioctls() {
		if strings.HasPrefix(i.Name, strings.ToUpper(typed)) {
			equals := i.Form()[:min(1, len(i.Form()))]
			list = append(list, cobra.CompletionWithDesc(i.Name+equals, i.Help))
		}
	}
	return list, cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
}
