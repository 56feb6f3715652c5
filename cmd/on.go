package cmd

import (
	"os"

	"github.com/spf13/pflag"

	"sock/internal/fail"
	"sock/internal/ref"
)

// onFlag is --on REF: the socket that a word uses instead of making one.
type onFlag struct{ ref ref.Ref }

func (o *onFlag) addFlags(fs *pflag.FlagSet) {
	fs.Var(&o.ref, "on", "use socket `REF`, a descriptor inherited from the shell: 3 or fd:3 (default $SOCK if there is no ADDRESS)")
}

// given reports whether a reference was given, or is in $SOCK and no address asks for a new socket.
func (o *onFlag) given(args []string) (bool, error) {
	if o.ref.Given() || len(args) > 0 {
		return o.ref.Given(), nil
	}
	if env := os.Getenv("SOCK"); env != "" {
		if err := o.ref.Set(env); err != nil {
			return false, fail.Usagef("$SOCK is %s: %v", quote(env), err)
		}
	}
	return o.ref.Given(), nil
}

// noSocket answers a line that names no socket at all.
func noSocket() error {
	return &fail.Usage{Text: "no socket given", Hint: "an ADDRESS makes one, --on REF or $SOCK names one that exists"}
}

// refuse names flags that only a new socket can have.
func (o *onFlag) refuse(fs *pflag.FlagSet, names ...string) error {
	for _, name := range names {
		if fs.Changed(name) {
			return contradiction("--on", "--"+name)
		}
	}
	return nil
}

// openNames are the flags of openFlags that make a socket, and of dialFlags that connect it.
func openNames() []string {
	return append(kindNames(), "bind", "opt", "nonblock", "retry")
}
