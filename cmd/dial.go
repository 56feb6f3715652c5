package cmd

import (
	"github.com/spf13/pflag"

	"sock/internal/dial"
)

// dialFlags adds the flags of commands that connect. The meaning of -w depends on the command.
func dialFlags(fs *pflag.FlagSet, d *dial.Limits, bounds string) {
	fs.VarP(&d.Timeout, "timeout", "w", bounds)
	fs.Var(&d.Retry, "retry", "for `DURATION`, repeat the look-up and the connection while they fail; -v prints each round (default: one round)")
}
