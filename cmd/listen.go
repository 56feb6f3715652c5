package cmd

import (
	_ "embed"
	"math"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/env"
	"sock/internal/serve"
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

# Send every client back what it sends
sock listen --keep --serve echo 7007

# Show every datagram that arrives, with its sender
sock listen --udp --format text 127.0.0.1 5000`

func newListen(env *env.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var end endFlags
	o := modes.Listen{Listening: socket.Listening{Backlog: -1}}
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
	admissionFlags(c, &o.Admits)
	confineFlags(c, &o.Confinement)
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
			return on.on(env, o.RunOn)
		}
		e, err := open.apply(env, &o.Spec, args)
		if err != nil {
			return err
		}
		o.HasBacklog = fs.Changed("backlog")
		catGiven(fs, &o.Cat)
		if err := o.Check(); err != nil {
			return err
		}
		return o.Run(env, e)
	}
	completeOpen(c)
	completeCat(c)
	candidates(c, "stdin", func() []string { return serve.StdinRules()[1:] })
	candidates(c, "serve", func() []string { return serve.ServiceNames()[1:] })
	return c
}

// listenFlags adds the flags that only listen has.
func listenFlags(fs *pflag.FlagSet, o *modes.Listen) {
	fs.Var(&intValue{&o.Backlog, math.MinInt32}, "backlog", "let `N` connections wait for accept; by default as many as the kernel allows")
	fs.VarP(&o.Timeout, "timeout", "w", "give up if no connection arrives within `DURATION`; 0 does not wait. --idle and --deadline bound what follows")
	fs.BoolVarP(&o.Keep, "keep", "k", false, "accept again and again, all connections side by side")
	fs.Var(choiceValue[serve.StdinRule]{&o.Stdin, serve.StdinRules()}, "stdin", "with --keep: send standard input to `WHICH` clients: all, last, each or none (default: each for a regular file, else all)")
	fs.BoolVar(&o.Lock, "lock", false, "datagrams: connect to the first sender")
	rightsFlags(fs, &o.Rights)
	fs.BoolVar(&o.Unlink, "unlink", false, "replace the path of a UNIX socket on which no process listens")
	fs.Var(choiceValue[serve.Service]{&o.Serve, serve.ServiceNames()}, "serve", "with --keep: run the `SERVICE` echo, discard, chargen, daytime or qotd for every client")
	fs.BoolVar(&o.Broker, "broker", false, "with --keep: every client receives what the others send")
	fs.BoolVar(&o.Pass, "activate", false, "give COMMAND the listening socket as descriptor 3, with LISTEN_FDS as service managers do")
}
