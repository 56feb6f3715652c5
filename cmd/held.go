package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/modes"
)

//go:embed text/hold.txt
var holdLong string

const holdExample = `# A connection of the shell for later
exec 3<>/dev/tcp/127.0.0.1/80
sock hold web --on 3

# The socket of another process, here the shell, for one minute
exec 3<>/dev/tcp/127.0.0.1/80
sock hold web --on $$:3 --hold-for 1m

# Talk on it when the shell has closed it
exec 3<>/dev/tcp/127.0.0.1/80
sock hold web --on 3
exec 3>&-
printf 'GET / HTTP/1.0\r\n\r\n' | sock cat --on web`

func newHold(env *env.Env) *cobra.Command {
	var on onFlag
	var o modes.Hold
	c := &cobra.Command{
		Use:     "hold NAME --on REF [flags]",
		Short:   "keep a socket under a name",
		Long:    holdLong,
		Example: holdExample,
		GroupID: groupHold,
	}
	on.addFlags(c)
	durationVar(c.Flags(), &o.TTL, "hold-for", "", "let it go after `DURATION`")
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fail.Usagef("say under which one NAME to keep the socket")
		}
		o.Name = args[0]
		return on.must(env, o.RunOn)
	}
	return c
}

//go:embed text/list.txt
var listLong string

const listExample = `# What is held?
sock list

# What is held, for a program
sock list --json

# In a directory of one's own
SOCK_DIR=$HOME/test sock list`

func newList(env *env.Env) *cobra.Command {
	var o modes.List
	c := &cobra.Command{
		Use:     "list [flags]",
		Short:   "show the held sockets",
		Long:    listLong,
		Example: listExample,
		GroupID: groupHold,
		Args:    needsNoArgument,
		RunE:    func(*cobra.Command, []string) error { return o.Run(env) },
	}
	c.Flags().BoolVar(&o.JSON, "json", false, "print a JSON object a line")
	return c
}

const closeLong = `Lets held sockets go: their keepers call close(2) and end. Whoever else has the socket keeps it.`

const closeExample = `# Let one go
sock listen --hold srv 127.0.0.1:0
sock close srv

# Two at once
sock socketpair --hold left,right
sock close left right

# All that are held
sock close $(sock list | awk 'NR > 1 { print $1 }')`

func newClose(env *env.Env) *cobra.Command {
	return &cobra.Command{
		Use:     "close NAME...",
		Short:   "let held sockets go",
		Long:    closeLong,
		Example: closeExample,
		GroupID: groupHold,
		RunE: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return fail.Usagef("say which held socket to close")
			}
			return (&modes.Close{Names: args}).Run(env)
		},
		ValidArgsFunction: completeHeld,
	}
}

func completeHeld(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return ref.HeldNames(), cobra.ShellCompDirectiveNoFileComp
}

//go:embed text/cat.txt
var catLong string

const catExample = `# Go on with a conversation
sock connect --hold c 127.0.0.1 80
printf 'GET / HTTP/1.0\r\n\r\n' | sock cat --on c

# Only hear
sock connect --hold c 127.0.0.1 25
sock cat --on c --recv-only

# What is sent to another process, here the shell
exec 3<>/dev/tcp/127.0.0.1/80
printf 'GET / HTTP/1.0\r\n\r\n' >&3
sock cat --on $$:3 --recv-only --format text`

func newCat(env *env.Env) *cobra.Command {
	var on onFlag
	var o modes.CatOn
	c := &cobra.Command{
		Use:     "cat --on REF [flags]",
		Short:   "join a socket with standard input and output",
		Long:    catLong,
		Example: catExample,
		GroupID: groupTalk,
		Args:    needsNoArgument,
	}
	c.Flags().SortFlags = false
	on.addFlags(c)
	catFlags(c.Flags(), &o.Cat)
	c.RunE = func(*cobra.Command, []string) error {
		catGiven(c.Flags(), &o.Cat)
		if err := o.Check(); err != nil {
			return err
		}
		return on.must(env, o.RunOn)
	}
	completeCat(c)
	return c
}
