package cmd

import (
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/addr"
	"sock/internal/env"
	"sock/modes"
)

const connectLong = `Calls socket(2) and connect(2), then moves standard input to the socket and the socket to standard output:
poll(2), read(2), sendto(2), recvfrom(2), write(2).

A host name is tried address by address. With --nonblock, --timeout, --retry or --deadline connect(2) answers EINPROGRESS,
poll(2) waits, and getsockopt(2) SO_ERROR tells how it ended. These limits include the look-up of a name, and each
address has an equal share of the time.

--retry repeats the look-up and connect(2) while the error is ECONNREFUSED, ENOENT, ETIMEDOUT, EHOSTUNREACH, ENETUNREACH or
EAGAIN, or the name does not resolve. -v prints why each round failed.

--check on UDP sends an empty datagram, three times while nothing is received: the exit status is 0 if an answer arrives,
111 (ECONNREFUSED) if the port is closed, 110 (ETIMEDOUT) if there is no answer within --timeout (default: 2s).

When standard input ends, shutdown(2) SHUT_WR tells the peer, and sock goes on receiving until the peer has
ended too. There is no hidden timer. A reset is status 104 (ECONNRESET), after everything that came before
it is on standard output. A send that fails ends the command with its errno, and resets the connection. A UNIX peer that
closes before standard input has ended is EPIPE or ECONNRESET, unless standard input has brought nothing. When nobody reads standard output any more, sock ends with status 0.
-o SO_RCVTIMEO=DURATION and -o SO_SNDTIMEO=DURATION limit each wait for the peer: the exit status is then 11 (EAGAIN), or
115 (EINPROGRESS) for connect(2).
A datagram socket has no end: use send for one message, or --linger.` + endLong + `

With --on REF it makes the one call on a socket that exists. The socket decides how
the ADDRESS is read, see sock-addresses(7). The ADDRESS unspec is that of no family: it dissolves
what an earlier connect(2) has joined.`

const connectExample = `# Fetch a page
printf 'GET / HTTP/1.0\r\n\r\n' | sock connect 127.0.0.1 80

# Is the port open? Wait for it up to ten seconds
sock connect -z --retry 10s 127.0.0.1 80

# Talk to a UNIX socket, and see the calls
echo ping | sock connect --trace --unix app.sock`

func newConnect(env *env.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var end endFlags
	var o modes.Connect
	c := &cobra.Command{
		Use:     "connect [flags] ADDRESS [-- COMMAND [ARG...]] | connect --on REF [flags] ADDRESS",
		Short:   "connect to a server; standard input goes there, its answer to standard output",
		Long:    connectLong,
		Example: connectExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	open.addFlags(c, &o.Spec)
	dialFlags(fs, &o.Limits, "give up if there is no connection, or no room for a message, within `DURATION`; 0 does not wait. --idle and --deadline bound the rest")
	fs.BoolVarP(&o.Probe, "check", "z", false, "close when connected: the exit status says if the port is open; UDP is asked with an empty datagram")
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
		if on.ref.Given() {
			return connectOn(env, &on, &open, &o, args)
		}
		if err := checkConnect(fs, &o); err != nil {
			return err
		}
		e, err := open.apply(env, &o.Spec, args)
		if err != nil {
			return err
		}
		if err := o.Suits(o.Kind); err != nil {
			return err
		}
		return o.Run(env, e)
	}
	completeOpen(c)
	completeCat(c)
	return c
}

func checkConnect(fs *pflag.FlagSet, o *modes.Connect) error {
	switch {
	case o.Probe && o.Hold != "":
		return contradiction("--check", "--hold")
	case o.Probe && len(o.Command) > 0:
		return contradiction("--check", "a COMMAND")
	}
	return checkCat(fs, &o.Cat)
}

// connectOn makes the one call. The address unspec is that of no family.
func connectOn(world *env.Env, on *onFlag, open *openFlags, o *modes.Connect, args []string) error {
	others := slices.Concat([]string{"udp", "type", "protocol"}, madeNames(), []string{"timeout", "check", "hold", "as", "want"}, catNames())
	if err := notWithOn(open.fs, others...); err != nil {
		return err
	}
	if len(o.Command) > 0 {
		return contradiction("--on", "a COMMAND")
	}
	return on.on(world, func(env *env.Env, fd int, _ string) error {
		e, err := addr.Unspec(), error(nil)
		if len(args) != 1 || args[0] != "unspec" {
			e, err = open.applyOn(env, &o.Spec, fd, args)
		}
		if err != nil {
			return err
		}
		return o.RunOn(env, fd, e)
	})
}
