package cmd

import (
	"github.com/spf13/pflag"

	"sock/modes"
)

// dialFlags are the flags of words that connect.
func dialFlags(fs *pflag.FlagSet, d *modes.Dial) {
	durationVar(fs, &d.Timeout, "timeout", "w", "give up waiting after `DURATION`")
	durationVar(fs, &d.Retry, "retry", "", "for `DURATION`, try again while nobody listens or answers")
}
