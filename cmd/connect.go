package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/modes"
)

//go:embed text/connect.txt
var connectLong string

const connectExample = `# Fetch a page
printf 'GET / HTTP/1.0\r\n\r\n' | sock connect 127.0.0.1 80

# Is the port open? Wait for it up to ten seconds
sock connect -z --retry 10s 127.0.0.1 80

# Talk to a UNIX socket, and see the calls
echo ping | sock connect --trace --unix app.sock`

func newConnect(env *env.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var end endFlags
	var o modes.Connect
	c := &cobra.Command{
		Use:     "connect [flags] ADDRESS [-- COMMAND [ARG...]] | connect --on REF [flags] ADDRESS",
		Short:   "connect to a server; standard input goes there, its answer to standard output",
		Long:    connectLong + "\n" + endLong,
		Example: connectExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	open.addFlags(c, &o.Spec)
	dialFlags(fs, &o.Limits, "give up if there is no connection, or no room for a message, within `DURATION`; 0 does not wait. --idle and --deadline bound the rest")
	fs.BoolVarP(&o.Probe, "check", "z", false, "close when connected: the exit status says if the port is open; UDP is asked with an empty datagram")
	end.addFlags(c, &o.End)
	catFlags(fs, &o.Cat)
	wantFlag(c, &o.Want)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if args, err = open.words(args); err != nil {
			return err
		}
		if on.ref.Given() {
			return connectOn(env, &on, &open, &o, args)
		}
		catGiven(fs, &o.Cat)
		e, err := open.apply(env, &o.Spec, args)
		if err != nil {
			return err
		}
		if err := o.Check(); err != nil {
			return err
		}
		return o.Run(env, e)
	}
	completeOpen(c)
	completeCat(c)
	return c
}

// connectOn makes the call. The address unspec is the AF_UNSPEC address.
func connectOn(world *env.Env, on *onFlag, open *openFlags, o *modes.Connect, args []string) error {
	return on.on(world, func(env *env.Env, fd int, _ string) error {
		e, err := addr.Unspec(), error(nil)
		if len(args) != 1 || args[0] != "unspec" {
			e, err = open.applyOn(env, &o.Spec, fd, args)
		}
		if err != nil {
			return err
		}
		return o.RunOn(env, fd, e)
	})
}
