package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/modes"
)

const infoLong = `Asks everything the kernel says about the socket of --on, or about a fresh one of the kind that the flags say:
getsockname(2), getpeername(2), ioctl(2) SIOCINQ, SIOCOUTQ, SIOCOUTQNSD and SIOCATMARK, and getsockopt(2) of every option that applies.

Printed are kind, state, names, queues, the options that differ from those of a fresh socket, what TCP_INFO says
of a connection, and the credentials of a UNIX socket's peer.`

const infoExample = `# How is the connection of the shell?
exec 3<>/dev/tcp/127.0.0.1/80
sock info --on 3

# For a program
sock info --on 3 --json

# What does a new MPTCP socket look like?
sock info --protocol mptcp`

func newInfo(env *env.Env) *cobra.Command {
	var socket anySocket
	var o modes.Info
	c := &cobra.Command{
		Use:     "info [--on REF] [flags]",
		Short:   "tell everything the kernel says about a socket",
		Long:    infoLong,
		Example: infoExample,
		GroupID: groupLook,
		Args:    needsNoArgument,
	}
	c.Flags().SortFlags = false
	c.Flags().BoolVar(&o.JSON, "json", false, "print one JSON object")
	socket.addFlags(c)
	c.RunE = func(*cobra.Command, []string) error { return socket.run(env, &o, &o.Kind) }
	return c
}
