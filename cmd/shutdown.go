package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/shutdown.txt
var shutdownLong string

const shutdownExample = `# Ask, say that this was all, read the answer
exec 3<>/dev/tcp/127.0.0.1/80
sock send --on 3 -e -d 'GET / HTTP/1.0\r\n\r\n'
sock shutdown --on 3 write
sock recv --on 3 --all

# The socket of $SOCK, both directions
SOCK=3 sock shutdown both

# By the kernel's name, with the call shown
sock shutdown --on 3 --trace SHUT_RD`

func newShutdown(env *env.Env) *cobra.Command {
	var on onFlag
	c := &cobra.Command{
		Use:       "shutdown [--on REF] read|write|both",
		Short:     "end one direction of a connection, or both",
		Long:      shutdownLong,
		Example:   shutdownExample,
		GroupID:   groupEnd,
		ValidArgs: []string{"read", "write", "both"},
	}
	on.addFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if len(args) != 1 {
			return fail.Usagef("say what to end: read, write or both")
		}
		how, err := parseHow(args[0])
		if err != nil {
			return err
		}
		o := modes.Shutdown{How: how}
		return on.must(env, o.RunOn)
	}
	return c
}

func parseHow(word string) (int, error) {
	switch word {
	case "read":
		return unix.SHUT_RD, nil
	case "write":
		return unix.SHUT_WR, nil
	case "both":
		return unix.SHUT_RDWR, nil
	}
	how, err := xlat.Shutdown.Parse(word)
	if err != nil {
		return 0, fail.Usagef("%s: want read, write, both, or a SHUT_ name or number", quote(word))
	}
	return int(int32(how)), nil
}
