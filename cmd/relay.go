package cmd

import (
	_ "embed"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/cmd/flags"
	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/sys"
	"sock/modes"
)

//go:embed text/relay.txt
var relayLong string

const relayExample = `# Forward a port to a UNIX socket, for many clients
sock relay listen:127.0.0.1:8080 ./app.sock

# And the other way
sock relay listen:./db.sock 127.0.0.1:5432

# Join a pipe with a program on a socket pair
printf '2\n1\n' | sock relay - 'exec:sort -n'

# Let two clients meet
sock relay listen:7001 listen:7002`

// relayFlags are the flags of relay that concern one end, or with no number in front both.
type relayFlags struct {
	options [2]optionsValue
	bind    [2]string
	timeout [2]env.Wait
	retry   [2]env.Wait
	unlink  bool
	pty     bool
	numeric bool
	oneWay  string
}

func newRelay(env *env.Env) *cobra.Command {
	var f relayFlags
	var o modes.Relay
	c := &cobra.Command{
		Use:     "relay [flags] END END",
		Short:   "join two ends: connections, listeners, programs, files",
		Long:    relayLong,
		Example: relayExample,
		GroupID: groupOpen,
		Args:    cobra.ArbitraryArgs,
	}
	fs := c.Flags()
	fs.SortFlags = false
	f.addFlags(fs, &o)
	admissionFlags(c, &o.Admits)
	confineFlags(c, &o.Rights)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if f.numeric {
			env.Names = sys.NumericNames()
		}
		if len(args) != len(o.Ends) {
			return &fail.Usage{Text: "relay needs two ENDs", Hint: "an END is an ADDRESS, listen:ADDRESS, -, fd:N, held:NAME, exec:COMMAND, pty:, tty:DEVICE or file:PATH"}
		}
		if err := f.apply(args, &o); err != nil {
			return err
		}
		return o.Run(env)
	}
	return c
}

// relayRules returns the rules of the flags of relay.
func relayRules() []flags.Rule { return []flags.Rule{flags.Of("excess").Needs("max")} }

func (f *relayFlags) addFlags(fs *pflag.FlagSet, o *modes.Relay) {
	fs.StringVar(&f.oneWay, "one-way", "", "move only in the direction `WHICH`: 1>2 or 2>1")
	fs.BoolVar(&o.Once, "once", false, "serve one connection and end with its status")
	perEnd(fs, "opt", "o", "set a socket option, `[N:]NAME[=VALUE]`; 1: or 2: in front means that end alone; repeatable", func(i int) pflag.Value { return &f.options[i] })
	perEnd(fs, "bind", "", "connect from the local address `[N:]LOCAL`", func(i int) pflag.Value { return (*textValue)(&f.bind[i]) })
	perEnd(fs, "timeout", "w", "give up if there is no connection within `[N:]DURATION`", func(i int) pflag.Value { return &f.timeout[i] })
	perEnd(fs, "retry", "", "for `[N:]DURATION`, repeat a connection that fails", func(i int) pflag.Value { return &f.retry[i] })
	fs.BoolVar(&f.pty, "pty", false, "give the COMMAND of exec: a pseudo-terminal, which is its controlling terminal and its standard error too")
	fs.BoolVar(&f.unlink, "unlink", false, "replace the path of a UNIX socket on which no process listens, or a LINK")
	addWayFlags(fs, o)
	fs.Var(&o.Idle, "idle", "end if nothing moves for `DURATION`")
	fs.Var(&o.Deadline, "deadline", "end after `DURATION`")
	fs.BoolVarP(&f.numeric, "numeric", "n", false, "look up no names of hosts and services")
}

// apply completes o from the flags and the two ends.
func (f *relayFlags) apply(args []string, o *modes.Relay) (err error) {
	for i, text := range args {
		if o.Ends[i], err = parseEnd(text); err != nil {
			return err
		}
		if err := f.endOptions(i, &o.Ends[i]); err != nil {
			return err
		}
	}
	switch f.oneWay {
	case "":
	case "1>2":
		o.OneWay = modes.There
	case "2>1":
		o.OneWay = modes.Back
	default:
		return fail.Usagef("--one-way %s: want 1>2 or 2>1", quote(f.oneWay))
	}
	return o.Check()
}

// perEnd adds a flag whose value may begin with 1: or 2:, which means that end alone.
func perEnd(fs *pflag.FlagSet, name, short, usage string, of func(i int) pflag.Value) {
	fs.VarP(sidedValue{"N", [2]string{"1:", "2:"}, of}, name, short, usage)
}

// sidedValue is a value for one of two, which a prefix selects, or for both.
type sidedValue struct {
	side     string // what the prefix is in help
	prefixes [2]string
	of       func(i int) pflag.Value
}

func (v sidedValue) String() string { return "" }
func (v sidedValue) Type() string   { return "[" + v.side + ":]" + v.of(0).Type() }

func (v sidedValue) Set(s string) error {
	for i, prefix := range v.prefixes {
		if rest, one := strings.CutPrefix(s, prefix); one {
			return v.of(i).Set(rest)
		}
	}
	if err := v.of(0).Set(s); err != nil {
		return err
	}
	return v.of(1).Set(s)
}

// textValue is any text.
type textValue string

func (v *textValue) String() string     { return string(*v) }
func (v *textValue) Type() string       { return "TEXT" }
func (v *textValue) Set(s string) error { *v = textValue(s); return nil }
