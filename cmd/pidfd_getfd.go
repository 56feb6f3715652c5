package cmd

import (
	_ "embed"
	"math"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/modes"
)

//go:embed text/pidfd_getfd.txt
var pidfdGetfdLong string

const pidfdGetfdExample = `# Keep the socket of another process, here the shell
exec 3<>/dev/tcp/127.0.0.1/80
sock pidfd_getfd $$:3 --hold web

# The flags of a copy: it has close-on-exec
sock pidfd_getfd $$:0 --fdflags

# Provoke an error: no flags are defined
sock pidfd_getfd $$:0 --flags 1 --fdflags`

func newPidfdGetfd(env *env.Env) *cobra.Command {
	var end endFlags
	var o modes.PidfdGetfd
	c := &cobra.Command{
		Use:     "pidfd_getfd PID:N [flags] | pidfd_getfd --pidfd REF N [flags]",
		Short:   "copy a descriptor of another process",
		Long:    pidfdGetfdLong,
		Example: pidfdGetfdExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.Var(&o.Pidfd, "pidfd", "the process of the pidfd `REF`: inherited 3, PID:3 of another process, or held NAME")
	_ = c.RegisterFlagCompletionFunc("pidfd", completeRef)
	fs.Var(&intValue{&o.Flags, math.MinInt32}, "flags", "flags of the call, a `NUMBER`")
	fs.Lookup("flags").DefValue = ""
	end.addFlags(c, &o.End)
	end.addFlagsFlag(fs)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if err := parseTarget(args, fs.Changed("pidfd"), &o); err != nil {
			return err
		}
		return o.Run(env)
	}
	return c
}

// parseTarget parses PID:N, or N alone if the process is known.
func parseTarget(args []string, known bool, o *modes.PidfdGetfd) (err error) {
	wrong := fail.Usagef("say which descriptor: PID:N, or --pidfd REF and N")
	if len(args) != 1 {
		return wrong
	}
	pid, target, two := strings.Cut(args[0], ":")
	if two == known {
		return wrong
	}
	if !two {
		target = pid
	} else if o.Pid, err = parsePID(pid); err != nil {
		return wrong
	}
	n, err := strconv.ParseInt(target, 10, 32)
	if err != nil {
		return wrong
	}
	o.Target, o.Opens = int(n), two
	return nil
}

// parsePID parses a process ID. pidfd_open(2) decides about 0 and negative ones.
func parsePID(text string) (int, error) {
	n, err := strconv.ParseInt(text, 10, 32)
	return int(n), err
}
