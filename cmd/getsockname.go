package cmd

import (
	_ "embed"
	"math"

	"github.com/spf13/cobra"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/modes"
)

//go:embed text/getsockname.txt
var getsocknameLong string

const getsocknameExample = `# Which port did the kernel choose?
sock listen --hold srv 127.0.0.1:0
sock getsockname --on srv

# Our end of a connection of the shell
exec 3<>/dev/tcp/127.0.0.1/80
sock getsockname --on 3

# The name of a held socket, and the call
sock listen --hold srv 127.0.0.1:0
sock getsockname --on srv --trace

# What becomes of an address in a buffer that is too small?
sock listen --unix --hold srv @name
sock getsockname --on srv --size 6`

const getpeernameLong = `Calls getpeername(2) on the socket of --on and prints the address of the other end, in a form that every ADDRESS takes.`

const getpeernameExample = `# Who is it?
exec 3<>/dev/tcp/127.0.0.1/80
sock getpeername --on 3

# A socket without a peer: ENOTCONN
sock listen --hold srv 127.0.0.1:0
sock getpeername --on srv

# The peer, and the call
exec 3<>/dev/tcp/127.0.0.1/80
sock getpeername --on 3 --trace`

func newGetsockname(env *env.Env) *cobra.Command {
	return nameWord(env, &modes.Getsockname{}, &cobra.Command{
		Use:     "getsockname --on REF [flags]",
		Short:   "print a socket's local address",
		Long:    getsocknameLong,
		Example: getsocknameExample,
	})
}

func newGetpeername(env *env.Env) *cobra.Command {
	return nameWord(env, &modes.Getsockname{Peer: true}, &cobra.Command{
		Use:     "getpeername --on REF [flags]",
		Short:   "print the address of a socket's peer",
		Long:    getpeernameLong,
		Example: getpeernameExample,
	})
}

func nameWord(env *env.Env, o *modes.Getsockname, c *cobra.Command) *cobra.Command {
	var on onFlag
	on.addFlags(c)
	o.Size = addr.MaxLen
	c.Flags().Var(&intValue{&o.Size, math.MinInt32}, "size", "give the address a buffer of `N` bytes, also too few or -1")
	c.Flags().BoolVar(&o.JSON, "json", false, "print one JSON object")
	c.GroupID, c.Args = groupLook, needsNoArgument
	c.RunE = func(*cobra.Command, []string) error {
		return on.must(env, o.RunOn)
	}
	return c
}
