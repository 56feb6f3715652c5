package cmd

import (
	_ "embed"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/modes"
)

//go:embed text/select.txt
var selectLong string

const selectExample = `# Is there something to read, or room to write, by select?
exec 3<>/dev/tcp/127.0.0.1/80
sock select --on 3 read write

# Which of two sockets is readable?
sock socketpair --hold left,right
sock send --on left -d hello
sock select --on left --on right read

# Provoke an error: a time limit that is not valid
sock socketpair --hold left,right
sock select --on left --timespec 0,1000000000 read`

func newSelect(env *env.Env) *cobra.Command {
	var watch watchFlags
	var nfds int
	var o modes.Select
	c := &cobra.Command{
		Use:       "select --on REF [--on REF...] [flags] [read] [write] [except]",
		Short:     "wait until sockets are ready, by select",
		Long:      selectLong,
		Example:   selectExample,
		GroupID:   groupLook,
		ValidArgs: []string{"read", "write", "except"},
	}
	fs := c.Flags()
	watch.addFlags(c, &o.Watched)
	watch.addTimespecFlag(c, "pselect6(2)")
	fs.Var(&intValue{&nfds, math.MinInt32}, "nfds", "give the kernel `N` as the first argument (default: the highest descriptor and one)")
	fs.Lookup("nfds").DefValue = ""
	fs.BoolVar(&o.JSON, "json", false, "print the sets as a JSON object")
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if o.Asked, err = parseSets(args); err != nil {
			return err
		}
		if fs.Changed("nfds") {
			o.NFDS = &nfds
		}
		return watch.run(env, c, o.Run)
	}
	return c
}

// parseSets parses the names of the sets. Without arguments, it returns all three.
func parseSets(args []string) (asked [3]bool, err error) {
	for _, arg := range args {
		switch strings.ToLower(arg) {
		case "read", "in":
			asked[0] = true
		case "write", "out":
			asked[1] = true
		case "except", "pri":
			asked[2] = true
		default:
			return asked, fail.Usagef("%s is no set: want read, write or except", quote(arg))
		}
	}
	if len(args) == 0 {
		asked = [3]bool{true, true, true}
	}
	return asked, nil
}
