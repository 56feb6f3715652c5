package cmd

import (
	"strings"

	"github.com/spf13/cobra"
)

// shortFlag is the name of the flag with the letter -h. cobra's own help flag prints the same for -h and --help.
const shortFlag = "h"

// shortValue is the value of -h, which requests the short help.
type shortValue struct{ c *cobra.Command }

func (v shortValue) String() string   { return "" }
func (v shortValue) Type() string     { return "bool" }
func (v shortValue) IsBoolFlag() bool { return true }

func (v shortValue) Set(string) error { return v.c.Flags().Set("help", "true") }

// addHelpFlags adds --help and -h.
func addHelpFlags(c *cobra.Command) {
	fs := c.Flags()
	fs.Bool("help", false, "print all about "+strings.TrimPrefix(c.CommandPath(), "sock ")+"; -h prints the short form")
	fs.VarP(shortValue{c}, shortFlag, shortFlag, "print the short help")
	f := fs.Lookup(shortFlag)
	f.NoOptDefVal, f.Hidden = "true", true
}

// asksShort reports whether the command line requests the short help.
func asksShort(c *cobra.Command) bool {
	f := c.Flags().Lookup(shortFlag)
	return f != nil && f.Changed
}
