package cmd

import (
	_ "embed"
	"math"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/modes"
)

//go:embed text/listen.txt
var listenLong string

const listenExample = `# Receive one file
sock listen 5000 > file

# Serve one file to one client on a free port, which -v reports
sock listen -v 127.0.0.1:0 < page

# Answer every HTTP client with a file
sock listen --keep 8080 < response

# Send everybody back what they send
sock listen --keep --serve echo 7007

# Show every datagram that arrives, with its sender
sock listen --udp --format text 127.0.0.1 5000`

func newListen(env *env.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var end endFlags
	o := modes.Listen{Listening: socket.Listening{Backlog: -1}, Max: childrenMost}
	c := &cobra.Command{
		Use:     "listen [flags] ADDRESS [-- COMMAND [ARG...]] | listen --on REF [--backlog N]",
		Short:   "wait for a client; standard input goes to it, what it sends to standard output",
		Long:    listenLong + "\n" + endLong,
		Example: listenExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	open.addFlags(c, &o.Spec)
	fs.Lookup("bind").Hidden = true
	listenFlags(fs, &o)
	end.addFlags(c, &o.End)
	catFlags(fs, &o.Cat)
	wantFlag(c, &o.Want)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if args, err = open.words(args); err != nil {
			return err
		}
		given, err := on.given(args)
		if err != nil {
			return err
		}
		if given {
			return listenOn(env, &on, &o, fs, args)
		}
		e, err := open.apply(env, &o.Spec, args)
		if err != nil {
			return err
		}
		o.HasBacklog = fs.Changed("backlog")
		if err := checkListen(fs, &o); err != nil {
			return err
		}
		if o.Serve != modes.NoService && !fs.Changed("max") {
			o.Max = 0
		}
		return o.Run(env, e)
	}
	completeOpen(c)
	completeCat(c)
	candidates(c, "stdin", func() []string { return modes.StdinRules()[1:] })
	candidates(c, "serve", func() []string { return modes.Services()[1:] })
	return c
}

// listenFlags adds the flags that only listen has.
func listenFlags(fs *pflag.FlagSet, o *modes.Listen) {
	fs.Var(&intValue{&o.Backlog, math.MinInt32}, "backlog", "let `N` connections wait for accept; by default as many as the kernel allows")
	fs.VarP(&o.Timeout, "timeout", "w", "give up if no connection arrives within `DURATION`; 0 does not wait. --idle and --deadline bound what follows")
	fs.BoolVarP(&o.Keep, "keep", "k", false, "accept again and again, all connections side by side")
	fs.Var(choiceValue[modes.StdinRule]{&o.Stdin, modes.StdinRules()}, "stdin", "with --keep: send standard input to `WHICH` clients: all, last, each or none (default: each for a regular file, else all)")
	fs.BoolVar(&o.Lock, "lock", false, "datagrams: connect to the first sender")
	fs.BoolVar(&o.Unlink, "unlink", false, "replace the path of a UNIX socket on which nobody listens any more")
	fs.Var(&intValue{&o.Max, 1}, "max", "with --keep and a COMMAND: at most `N` children at once (default: 100); with --serve: at most N connections (default: as many as descriptors allow)")
	fs.Var(choiceValue[modes.Service]{&o.Serve, modes.Services()}, "serve", "with --keep: be the small `SERVICE` echo, discard, chargen, daytime or qotd to everybody")
	fs.BoolVar(&o.Pass, "activate", false, "give COMMAND the listening socket as descriptor 3, with LISTEN_FDS as service managers do")
}

// listenOn makes the one call.
func listenOn(env *env.Env, on *onFlag, o *modes.Listen, fs *pflag.FlagSet, args []string) error {
	if len(args) > 0 {
		return contradiction("--on", "an ADDRESS")
	}
	if len(o.Command) > 0 {
		return contradiction("--on", "a COMMAND")
	}
	var err error
	fs.Visit(func(f *pflag.Flag) {
		if err == nil && !slices.Contains([]string{"on", "backlog", "trace", "trace-all", "verbose", "time"}, f.Name) {
			err = contradiction("--on", "--"+f.Name)
		}
	})
	if err != nil {
		return err
	}
	return on.on(env, o.RunOn)
}

func checkListen(fs *pflag.FlagSet, o *modes.Listen) error {
	const datagrams = "a datagram socket"
	datagram := o.Kind.Connectionless()
	switch {
	case o.Pass && len(o.Command) == 0:
		return fail.Usagef("--activate needs a COMMAND to give the listening socket to")
	case o.Pass && o.Keep:
		return contradictionHint("--activate", "--keep", "COMMAND accepts")
	case o.Pass && fs.Changed("timeout"):
		return contradictionHint("--activate", "--timeout", "COMMAND accepts")
	case o.Pass && fs.Changed("as"):
		return contradictionHint("--activate", "--as", "the listening socket is descriptor 3")
	case o.Hold != "" && o.Keep:
		return contradiction("--hold", "--keep")
	case o.Hold != "" && fs.Changed("timeout") && !o.Lock:
		return contradictionHint("--hold", "--timeout", "sock accept waits")
	case fs.Changed("max") && !o.Keep && o.Serve == modes.NoService:
		return without("--max", "--keep")
	case fs.Changed("max") && len(o.Command) == 0 && o.Serve == modes.NoService:
		return &fail.Usage{Text: "--max is about --serve and a COMMAND, neither of which is given", Hint: "sock listen --keep hears all in one process"}
	case o.Unlink && o.Kind.Family != unix.AF_UNIX:
		return fail.Usagef("--unlink is about the path of a UNIX socket")
	case fs.Changed("bind"):
		return contradiction("listen ADDRESS", "--bind")
	case o.Lock && !datagram:
		return contradiction("--lock", "a stream socket")
	case o.Keep && o.SendOnly:
		return contradictionHint("--keep", "--send-only", "what clients send is read, so that no reset destroys what they receive; >/dev/null discards it")
	case o.Keep && o.Drain:
		return contradiction("--keep", "--drain")
	case o.Keep && fs.Changed("peer-eof"):
		return contradiction("--keep", "--peer-eof")
	case o.Serve != modes.NoService:
		return checkServe(fs, o)
	case datagram && o.Keep:
		return contradictionHint("--keep", datagrams, "everybody is heard anyway")
	case datagram && fs.Changed("timeout") && (!o.Lock || o.Hold == "" && len(o.Command) == 0):
		return contradictionHint("--timeout", datagrams, "it has no accept4(2) to wait for: --idle and --deadline are its limits")
	}
	if err := checkCat(fs, &o.Cat); err != nil {
		return err
	}
	if err := checkStdin(fs, o); err != nil {
		return err
	}
	return o.Suits(o.Kind)
}

func checkStdin(fs *pflag.FlagSet, o *modes.Listen) error {
	switch {
	case !fs.Changed("stdin"):
	case !o.Keep:
		return without("--stdin", "--keep")
	case len(o.Command) > 0:
		return contradiction("--stdin", "a COMMAND")
	case o.RecvOnly && o.Stdin != modes.StdinNone:
		return contradiction("--stdin "+modes.StdinRules()[o.Stdin], "--recv-only")
	case o.Stdin == modes.StdinEach && o.EOF == modes.EOFQuit:
		return contradictionHint("--stdin each", "--eof quit", "the file has an end for each client")
	}
	return nil
}

// checkServe refuses what concerns standard input and output, of which a service has none.
func checkServe(fs *pflag.FlagSet, o *modes.Listen) error {
	if !o.Keep && !o.Kind.Connectionless() {
		return fail.Usagef("--serve needs --keep")
	}
	if len(o.Command) > 0 {
		return contradiction("--serve", "a COMMAND")
	}
	if o.Kind.Type == unix.SOCK_SEQPACKET {
		return contradiction("--serve", "a seqpacket socket")
	}
	for _, name := range []string{
		"hold", "activate", "lock", "eof", "peer-eof", "linger", "send-only", "recv-only", "framing", "size", "crlf", "format",
		"stats", "progress", "rate", "drain", "stdin",
	} {
		if fs.Changed(name) {
			return contradiction("--serve", "--"+name)
		}
	}
	return nil
}
