package cmd

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// negative marks an argument like -1, which pflag would parse as flags. No argument can contain it otherwise.
const negative = "\x00"

// operands marks the negative numbers in args that are arguments of the command: neither the value of a flag, nor a flag, as -4
// is in many commands.
func operands(root *cobra.Command, args []string) []string {
	word, _, err := root.Find(args)
	if err != nil || word == root {
		return args
	}
	marked := append([]string{}, args...)
	for i := 0; i < len(marked) && marked[i] != "--"; i++ {
		arg := marked[i]
		switch {
		case !strings.HasPrefix(arg, "-") || arg == "-":
		case arg[1] >= '0' && arg[1] <= '9' && shorthand(word, arg[1:2]) == nil:
			marked[i] = negative + arg
		case takesNext(word, arg):
			i++
		}
	}
	return marked
}

// takesNext reports whether the value of a flag, or of the last of several letters, is the next argument.
func takesNext(word *cobra.Command, arg string) bool {
	if name, long := strings.CutPrefix(arg, "--"); long {
		f := word.Flag(name)
		return f != nil && f.NoOptDefVal == ""
	}
	group, short := strings.CutPrefix(arg, "-")
	for letters := group; short && letters != ""; letters = letters[1:] {
		f := shorthand(word, letters[:1])
		if f == nil {
			return false
		}
		if f.NoOptDefVal == "" { // the rest is the value
			return len(letters) == 1
		}
	}
	return false
}

func shorthand(word *cobra.Command, letter string) *pflag.Flag {
	if f := word.Flags().ShorthandLookup(letter); f != nil {
		return f
	}
	return word.Root().PersistentFlags().ShorthandLookup(letter)
}

// unmarked calls f with the arguments as they were typed.
func unmarked(f func(*cobra.Command, []string) error) func(*cobra.Command, []string) error {
	if f == nil {
		return nil
	}
	return func(c *cobra.Command, args []string) error {
		typed := make([]string, len(args))
		for i, arg := range args {
			typed[i] = strings.TrimPrefix(arg, negative)
		}
		return f(c, typed)
	}
}
