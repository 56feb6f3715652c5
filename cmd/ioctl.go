package cmd

import (
	_ "embed"
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

//go:embed text/ioctl.txt
var ioctlLong string

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
		Long:    ioctlLong + "\n" + ioctlTable(),
		Example: ioctlExample,
		GroupID: groupLook,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.BoolVar(&o.Value, "value", false, "print the values alone")
	fs.BoolVar(&o.JSON, "json", false, "print one JSON object")
	socket.addFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
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
