package cmd

import (
	"github.com/spf13/pflag"

	"sock/internal/dial"
)

// dialFlags are the flags of words that connect. What -w bounds differs.
func dialFlags(fs *pflag.FlagSet, d *dial.Limits, bounds string) {
	fs.VarP(&d.Timeout, "timeout", "w", bounds)
	fs.Var(&d.Retry, "retry", "for `DURATION`, repeat the look-up and the connection while they fail; -v prints each round (default: one round)")
}
