package cmd

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/modes"
)

const recvLong = `Calls recvfrom(2), or recvmsg(2) where that tells more, and writes what came to standard output. With an ADDRESS it
calls socket(2) and connect(2) first, and closes at the end. With --bind and no ADDRESS it receives on a datagram
socket with that local address. With --on it makes its call on a socket that exists, and nothing else.

One call is made, unless --count or --all ask for more. At end-of-file the status is 61 (ENODATA) and nothing is written;
with --all the end is what was asked for, and the status is 0. A message that was cut is told on standard error.`

const recvExample = `# The greeting of a server, within two seconds
sock recv -w 2s 127.0.0.1 25

# Look at what waits on a connection of the shell, and leave it there
exec 3<>/dev/tcp/127.0.0.1/25
sock recv --on 3 --peek

# One datagram, with its sender
sock recv --udp --bind 127.0.0.1:5000 --format text`

// recvSize is the size of recv's buffer: any datagram of IP fits.
const recvSize = 64 << 10

func newRecv(env *modes.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	o := modes.Recv{Size: recvSize, Count: 1}
	c := &cobra.Command{
		Use:     "recv [flags] ADDRESS | recv --udp --bind LOCAL [flags] | recv --on REF [flags]",
		Short:   "receive bytes or one message",
		Long:    recvLong,
		Example: recvExample,
		GroupID: groupTalk,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	fs.Var(&sizeValue{&o.Size, 0}, "size", "receive at most `BYTES` in one call")
	fs.Var(&intValue{&o.Count, 1}, "count", "make `N` calls")
	fs.BoolVar(&o.All, "all", false, "receive until end-of-file")
	fs.Var(&o.Format, "format", "write what arrives as `FORMAT` raw, text, hex or json")
	fs.StringVar(&o.Hold, "hold", "", "keep the descriptor that a message brings (SCM_RIGHTS) under `NAME`")
	durationVar(fs, &o.TTL, "ttl", "", "with --hold: let it go after `DURATION`")
	msgFlags(fs, &o.Flags, recvMsgFlags())
	open.addFlags(c, &o.Open)
	dialFlags(fs, &o.Dial)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := open.words(args)
		if err != nil {
			return err
		}
		if err := exclusive(fs, "count", "all"); err != nil {
			return err
		}
		if err := checkHold(fs, &o); err != nil {
			return err
		}
		given, err := on.given(args)
		switch {
		case err != nil:
			return err
		case given && len(args) > 0:
			return contradiction("--on", "an ADDRESS")
		case given:
			if err := on.refuse(fs, openNames()...); err != nil {
				return err
			}
			return on.on(env, func(fd int, what string) error { return o.RunOn(env, fd, what) })
		case len(args) == 0 && fs.Changed("bind"):
			return recvBound(env, &open, &o)
		case len(args) == 0:
			return noSocket()
		}
		e, err := open.apply(env, &o.Open, args)
		if err != nil {
			return err
		}
		return o.Run(env, e)
	}
	completeOpen(c)
	completeFormat(c)
	return c
}

// checkHold refuses what a message with a descriptor cannot be shown with.
func checkHold(fs *pflag.FlagSet, o *modes.Recv) error {
	if !fs.Changed("hold") {
		if fs.Changed("ttl") {
			return fail.Usagef("--ttl is about --hold, which is not given")
		}
		return nil
	}
	if o.Hold == "" {
		return fail.Usagef("--hold wants a NAME")
	}
	for _, name := range []string{"count", "all", "format", "flags", "oob", "peek", "waitall", "dontwait", "trunc", "errqueue"} {
		if fs.Changed(name) {
			return contradiction("--hold", "--"+name)
		}
	}
	return nil
}

func recvMsgFlags() []msgFlag {
	return []msgFlag{
		{"oob", unix.MSG_OOB, "MSG_OOB: the urgent byte"},
		{"peek", unix.MSG_PEEK, "MSG_PEEK: leave it in the queue"},
		{"waitall", unix.MSG_WAITALL, "MSG_WAITALL: wait until --size bytes are there"},
		{"dontwait", unix.MSG_DONTWAIT, "MSG_DONTWAIT: fail with EAGAIN instead of waiting"},
		{"trunc", unix.MSG_TRUNC, "MSG_TRUNC: tell a message's true length; on TCP, discard"},
		{"errqueue", unix.MSG_ERRQUEUE, "MSG_ERRQUEUE: from the error queue"},
	}
}

// recvBound receives on the address of --bind.
func recvBound(env *modes.Env, open *openFlags, o *modes.Recv) error {
	local := open.bind
	e, err := open.apply(env, &o.Open, []string{local})
	if err != nil {
		return err
	}
	if !o.Kind.Connectionless() {
		return &fail.Usage{
			Text: "--bind without an ADDRESS needs a datagram socket",
			Hint: "add --udp, or use sock listen for a stream",
		}
	}
	return o.RunBound(env, e)
}
