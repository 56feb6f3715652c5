package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/accept.txt
var acceptLong string

const acceptExample = `# Listen, accept, talk: three commands
sock listen --hold srv 127.0.0.1 5000
sock accept --on srv --hold conn
sock send --on conn -d hello

# A program for one connection
sock listen --hold srv 127.0.0.1 5000
sock accept --on srv -- cat

# One for each, ten at once
sock listen --hold srv 127.0.0.1 5000
sock accept --on srv --keep --max 10 -- cat`

func newAccept(env *env.Env) *cobra.Command {
	var on onFlag
	var end endFlags
	o := modes.Accept{}
	c := &cobra.Command{
		Use:     "accept --on REF [flags] [-- COMMAND [ARG...]]",
		Short:   "take one connection from a listening socket",
		Long:    acceptLong + "\n" + endLong,
		Example: acceptExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	fs.BoolVar(&o.Nonblock, "nonblock", false, "give the connection SOCK_NONBLOCK")
	addCloexec(fs, &o.NoCloexec)
	fs.Var(namedValue{&o.Flags, xlat.SocketFlags.Parse}, "flags", "call with these and no other flags, `SOCK_CLOEXEC|SOCK_NONBLOCK` or a number")
	listCandidates(c, "flags", "|", constNames(xlat.SocketFlags.List))
	fs.VarP(&o.Timeout, "timeout", "w", "give up if no connection arrives within `DURATION`; 0 does not wait. --idle and --deadline bound what follows")
	fs.BoolVarP(&o.Keep, "keep", "k", false, "with a COMMAND: a child for every connection")
	admissionFlags(c, &o.Admits)
	confineFlags(c, &o.Confinement)
	end.addFlags(c, &o.End)
	end.addFlagsFlag(fs)
	catFlags(fs, &o.Cat)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if err := needsNoArgument(c, args); err != nil {
			return err
		}
		o.HasFlags = fs.Changed("flags")
		catGiven(fs, &o.Cat)
		if err := o.Cat.Check(); err != nil {
			return err
		}
		return on.must(env, o.RunOn)
	}
	completeCat(c)
	return c
}
