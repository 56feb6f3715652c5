package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/env"
	"sock/internal/fail"
)

// traceFlags has the flags for the file and the extent of the trace.
type traceFlags struct {
	file string // "-" is standard error
	all  bool
}

func (t *traceFlags) add(fs *pflag.FlagSet) {
	fs.StringVar(&t.file, "trace", "", "print every call as strace does, to `FILE` or standard error")
	fs.Lookup("trace").NoOptDefVal = "-"
	fs.BoolVar(&t.all, "trace-all", false, "like --trace, and also print the calls that fetch a held or borrowed socket or ask for its kind")
}

// traced starts the trace before the command's first call. It returns an error if the trace file is incomplete.
func (t *traceFlags) traced(env *env.Env, run func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	return func(c *cobra.Command, args []string) error {
		if c.Flags().Changed("trace") || t.all {
			if err := t.open(env, c.Flags().Changed("trace")); err != nil {
				return err
			}
		}
		err := run(c, args)
		if err == nil && t.file != "" && t.file != "-" {
			err = fail.At("write", t.file, env.Door.TraceErr())
		}
		return err
	}
}

// open directs the trace to its file, or to standard error.
func (t *traceFlags) open(env *env.Env, named bool) error {
	if t.all {
		env.Door.TraceAll()
	}
	if !named || t.file == "-" {
		env.Door.Trace(env.Err)
		return env.NeedErr()
	}
	return fail.At("open", t.file, env.Door.TraceFile(t.file))
}

// traceOnStderr reports whether the trace goes to standard error.
func traceOnStderr(fs *pflag.FlagSet) bool {
	trace, all := fs.Lookup("trace"), fs.Lookup("trace-all")
	return trace != nil && (trace.Changed && trace.Value.String() == "-" || !trace.Changed && all.Value.String() == "true")
}
