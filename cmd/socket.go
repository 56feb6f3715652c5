package cmd

import (
	_ "embed"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/handover"
	"sock/modes"
)

//go:embed text/socket.txt
var socketLong string

const socketExample = `# Step by step: make, bind, listen
sock socket --hold s
sock bind --on s 127.0.0.1 5000
sock listen --on s

# A datagram socket that a program finds as descriptor 7
sock socket --udp --bind 5000 --as 7 -- sock recv

# The flags of the descriptor that socket(2) makes
sock socket --nonblock --fdflags

# A family, type and protocol that do not go together
sock socket --type stream --protocol udp --hold x`

func newSocket(env *env.Env) *cobra.Command {
	var open openFlags
	var end endFlags
	var o modes.Socket
	c := &cobra.Command{
		Use:     "socket [flags] --hold NAME | socket [flags] -- COMMAND [ARG...]",
		Short:   "make a socket",
		Long:    socketLong,
		Example: socketExample,
		GroupID: groupOpen,
	}
	c.Flags().SortFlags = false
	open.addSocketFlags(c, &o.Spec)
	addCloexec(c.Flags(), &o.NoCloexec)
	end.addFlags(c, &o.End)
	end.addFlagsFlag(c.Flags())
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if err := needsNoArgument(c, args); err != nil {
			return err
		}
		if err := open.applyFresh(env, &o.Spec); err != nil {
			return err
		}
		return o.Run(env)
	}
	completeOpen(c)
	return c
}

const socketpairLong = `Calls socketpair(2). The two are kept under two names, or given to a COMMAND as descriptors 3 and 4, or N and N+1 with --as N.`

const socketpairExample = `# Two ends for two programs
sock socketpair --hold left,right
sock send --on left -d hello
sock recv --on right

# Both for one
sock socketpair --udp -- sh -c 'sock send --on 3 -d hello; sock recv --on 4'

# Borders of messages are kept
sock socketpair --udp --hold a,b`

func newSocketpair(env *env.Env) *cobra.Command {
	var open openFlags
	var end endFlags
	var o modes.Socketpair
	c := &cobra.Command{
		Use:     "socketpair [flags] --hold A,B | socketpair [flags] -- COMMAND [ARG...]",
		Short:   "make two sockets that are connected to each other",
		Long:    socketpairLong,
		Example: socketpairExample,
		GroupID: groupOpen,
	}
	c.Flags().SortFlags = false
	open.addKindFlags(c)
	c.Flags().BoolVar(&o.Nonblock, "nonblock", false, "make the sockets with SOCK_NONBLOCK")
	addCloexec(c.Flags(), &o.NoCloexec)
	end.addFlags(c, &o.End)
	end.addFlagsFlag(c.Flags())
	c.Flags().Lookup("as").DefValue = "3"
	c.RunE = func(_ *cobra.Command, args []string) error {
		if !c.Flags().Changed("as") {
			end.as = "3"
		}
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if err := needsNoArgument(c, args); err != nil {
			return err
		}
		if err := applyTwo(&o); err != nil {
			return err
		}
		if o.Kind, err = open.fresh(); err != nil {
			return err
		}
		return o.Run(env)
	}
	completeKind(c)
	return c
}

// applyTwo applies the flags of End to two sockets.
func applyTwo(o *modes.Socketpair) (err error) {
	if o.Target.As == handover.AsStdio {
		return fail.Usagef("--as stdio is for one socket: want the number that two descriptors begin at")
	}
	if o.Target.Hold != "" {
		o.Names, err = two(o.Target.Hold)
	}
	return err
}

// two splits A,B.
func two(text string) ([2]string, error) {
	a, b, ok := strings.Cut(text, ",")
	if !ok || a == "" || b == "" || a == b {
		return [2]string{}, fail.Usagef("--hold %s: want two names, A,B", quote(text))
	}
	return [2]string{a, b}, nil
}
