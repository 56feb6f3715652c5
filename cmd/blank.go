package cmd

import (
	"net/netip"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/fail"
)

// explained adds a hint to an error if an optional value of a flag was typed after a blank: there it is an argument of the
// command.
func explained(root *cobra.Command, args []string, err error) error {
	word, rest, failed := root.Find(args)
	if failed != nil {
		return err
	}
	if hint := blankHint(word, rest); hint != "" {
		return fail.Advised(err, hint)
	}
	return err
}

// blankHint returns what to type instead, or "" if no flag has its value after a blank.
func blankHint(word *cobra.Command, args []string) string {
	for i := 0; i+1 < len(args) && args[i] != "--"; i++ {
		name, long := strings.CutPrefix(args[i], "--")
		switch f := word.Flag(name); {
		case long && f != nil && valueOptional(f) && meant(f, args[i+1], argumentsOf(word, args[i+2:])):
			return "write --" + name + "=" + args[i+1]
		case takesNext(word, args[i]):
			i++
		}
	}
	return ""
}

// valueOptional reports whether f takes an optional value.
func valueOptional(f *pflag.Flag) bool { return f.NoOptDefVal != "" && f.Value.Type() != "bool" }

// meant reports whether text was meant as the value of f. A value that can be any text, such as a FILE, may also be the HOST of
// the address if one argument follows that can be its PORT, or the whole address.
func meant(f *pflag.Flag, text string, rest []string) bool {
	switch {
	case text == "" || strings.HasPrefix(text, "-"):
		return false
	case f.Value.Type() != "string":
		return f.Value.Set(text) == nil
	}
	_, notHost := netip.ParseAddr(text)
	return notHost != nil && !strings.Contains(text, ":") && (len(rest) != 1 || strings.Contains(rest[0], ":"))
}

// argumentsOf returns the arguments before a COMMAND that are neither flags nor their values.
func argumentsOf(word *cobra.Command, args []string) (list []string) {
	for i := 0; i < len(args) && args[i] != "--"; i++ {
		switch {
		case !strings.HasPrefix(args[i], "-"):
			list = append(list, args[i])
		case takesNext(word, args[i]):
			i++
		}
	}
	return list
}
