package cmd

import (
	"github.com/spf13/cobra"

	"sock/modes"
)

const getsocknameLong = `Calls getsockname(2) on the socket of --on and prints its local address, in a form that every ADDRESS takes.
A UNIX socket without a name prints unix: alone, one in the abstract namespace unix:@NAME.`

const getsocknameExample = `# Which port did the kernel choose?
sock listen --hold srv 127.0.0.1:0
sock getsockname --on srv

# Our end of a connection of the shell
exec 3<>/dev/tcp/127.0.0.1/80
sock getsockname --on 3

# The name of a held socket, and the call
sock listen --hold srv 127.0.0.1:0
sock getsockname --on srv --trace`

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

func newGetsockname(env *modes.Env) *cobra.Command {
	return nameWord(env, &modes.Getsockname{}, &cobra.Command{
		Use:     "getsockname --on REF",
		Short:   "print a socket's local address",
		Long:    getsocknameLong,
		Example: getsocknameExample,
	})
}

func newGetpeername(env *modes.Env) *cobra.Command {
	return nameWord(env, &modes.Getsockname{Peer: true}, &cobra.Command{
		Use:     "getpeername --on REF",
		Short:   "print the address of a socket's peer",
		Long:    getpeernameLong,
		Example: getpeernameExample,
	})
}

func nameWord(env *modes.Env, o *modes.Getsockname, c *cobra.Command) *cobra.Command {
	var on onFlag
	on.addFlags(c)
	c.GroupID, c.Args = groupLook, needsNoArgument
	c.RunE = func(*cobra.Command, []string) error {
		return on.must(env, func(fd int, what string) error { return o.RunOn(env, fd, what) })
	}
	return c
}
