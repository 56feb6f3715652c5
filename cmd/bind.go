package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/socket"
	"sock/modes"
)

//go:embed text/bind.txt
var bindLong string

const bindExample = `# The second step of a server
sock socket --hold s
sock bind --on s 127.0.0.1 5000

# A name of the kernel's choice
sock socket --unix --hold u
sock bind --on u ''
sock getsockname --on u

# A free port, and the call
sock socket --hold s
sock bind --on s --trace 127.0.0.1 0`

func newBind(world *env.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var made socket.Spec
	o := modes.Bind{On: &on.ref}
	c := &cobra.Command{
		Use:     "bind --on REF [flags] ADDRESS",
		Short:   "give a socket its local address",
		Long:    bindLong,
		Example: bindExample,
		GroupID: groupOpen,
	}
	c.Flags().SortFlags = false
	on.addFlags(c)
	open.addNameFlags(c)
	rightsFlags(c.Flags(), &o.Rights)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := open.words(args)
		if err != nil {
			return err
		}
		return on.must(world, func(env *env.Env, fd int, _ string) error {
			e, err := open.applyOn(env, &made, fd, args)
			if err != nil {
				return err
			}
			o.Addrlen = made.Addrlen
			return o.RunOn(env, fd, e)
		})
	}
	c.ValidArgsFunction = completeAddress
	return c
}
