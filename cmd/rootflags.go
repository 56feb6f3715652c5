package cmd

import (
	"errors"
	"time"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
)

// rootFlags has the flags of every command that change how it runs.
type rootFlags struct {
	trace traceFlags
	timed bool
}

func addRootFlags(env *env.Env, root *cobra.Command) *rootFlags {
	var f rootFlags
	fs := root.PersistentFlags()
	fs.SortFlags = false
	fs.BoolVarP(&env.Verbose, "verbose", "v", false, "report what happens on standard error")
	fs.BoolVarP(&env.Quiet, "quiet", "q", false, "print no errors and warnings; the exit status says what failed")
	f.trace.add(fs)
	fs.BoolVar(&f.timed, "time", false, "report on standard error how long the command took")
	root.Flags().BoolP("version", "V", false, "print the version")
	return &f
}

// printing refuses a command that prints if standard output is closed.
func printing(env *env.Env, prints bool, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if prints {
			if err := env.NeedOut(); err != nil {
				return err
			}
		}
		if env.Verbose || c.Flags().Changed("time") {
			if err := env.NeedErr(); err != nil {
				return err
			}
		}
		return run(c, args)
	}
}

// clocked reports how long the command took, also if it failed, but not if its command line was wrong. A command that is
// replaced by a COMMAND reports nothing.
func clocked(env *env.Env, timed *bool, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		start := time.Now()
		err := run(c, args)
		if *timed && !errors.As(err, new(*fail.Usage)) {
			env.Report("%s took %.3f s", c.Name(), time.Since(start).Seconds())
		}
		return err
	}
}
