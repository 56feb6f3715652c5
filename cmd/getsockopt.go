package cmd

import (
	_ "embed"
	"slices"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/modes"
	"sock/sockopt"
)

//go:embed text/getsockopt.txt
var getsockoptLong string

const getsockoptExample = `# The buffers of a new UDP socket
sock getsockopt --udp SO_RCVBUF SO_SNDBUF

# Everything about a connection of the shell, for a program
exec 3<>/dev/tcp/127.0.0.1/80
sock getsockopt --on 3 --json

# The value alone
sock getsockopt --value TCP_CONGESTION

# The sources of a multicast group: the kernel reads the group from the buffer
sock socket --udp -o MCAST_JOIN_GROUP=224.0.0.99@lo --hold u
sock getsockopt --on u MCAST_MSFILTER=224.0.0.99@lo

# The first four bytes of a value
sock getsockopt SO_LINGER=4`

func newGetsockopt(env *env.Env) *cobra.Command {
	var socket anySocket
	var o modes.Getsockopt
	c := &cobra.Command{
		Use:     "getsockopt [--on REF] [flags] [NAME[=N|=INPUT]...]",
		Short:   "read socket options",
		Long:    getsockoptLong,
		Example: getsockoptExample,
		GroupID: groupLook,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.BoolVar(&o.Value, "value", false, "print the values alone")
	fs.BoolVar(&o.JSON, "json", false, "print one JSON object")
	socket.addFlags(c)
	c.RunE = func(_ *cobra.Command, names []string) error {
		for _, name := range names {
			q, err := sockopt.ParseQuery(name, sys.World())
			if err != nil {
				return err
			}
			if o.JSON && asked(o.Queries, q) {
				return fail.Usagef("--json has one member for %s, which is asked for twice", q.Option.Title())
			}
			o.Queries = append(o.Queries, q)
		}
		return socket.run(env, &o, &o.Kind)
	}
	c.ValidArgsFunction = completeOption
	return c
}

// asked reports whether an earlier query is for the same option, even with another input.
func asked(list []sockopt.Query, q sockopt.Query) bool {
	return slices.ContainsFunc(list, func(other sockopt.Query) bool { return other.Option.Title() == q.Option.Title() })
}
