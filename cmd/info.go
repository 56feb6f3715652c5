package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/modes"
)

//go:embed text/info.txt
var infoLong string

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
		Short:   "print everything the kernel reports about a socket",
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
