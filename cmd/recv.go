package cmd

import (
	_ "embed"
	"errors"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/message"
	"sock/internal/ref"
	"sock/internal/show"
	"sock/modes"
)

//go:embed text/recv.txt
var recvLong string

const recvExample = `# The greeting of a server, within two seconds
sock recv -w 2s 127.0.0.1 25

# Look at what waits on a connection of the shell, and leave it there
exec 3<>/dev/tcp/127.0.0.1/25
sock recv --on 3 --peek

# One datagram, with its sender, its TTL and the kernel's time of arrival
sock recv --udp --bind 127.0.0.1:5000 --format text --want ttl,timestampns

# Read a greeting up to the end of its last line
sock recv -w 2s --match '220 .*\n' 127.0.0.1 25`

// recvSize is the size of recv's buffer. Every IP datagram fits.
const recvSize = 64 << 10

// recvFlags has the flags of recv.
type recvFlags struct {
	open      openFlags
	on        onFlag
	match, as string
	escapes   bool // --escapes was given, which is the default of --from-column
	Recv      modes.Recv
}

func newRecv(env *env.Env) *cobra.Command {
	f := &recvFlags{Recv: modes.Recv{Receiving: message.Receiving{Size: recvSize, Count: 1}}}
	c := &cobra.Command{
		Use:     "recv [flags] ADDRESS | recv --udp --bind LOCAL [flags] | recv --on REF [flags] [-- COMMAND...]",
		Short:   "receive bytes or one message",
		Long:    recvLong,
		Example: recvExample,
		GroupID: groupTalk,
	}
	c.Flags().SortFlags = false
	f.addFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		f.Recv.Syscall = calledAs(c)
		return f.run(env, c, args)
	}
	completeOpen(c)
	completeFormat(c)
	return c
}

func (f *recvFlags) addFlags(c *cobra.Command) {
	fs := c.Flags()
	f.on.addFlags(c)
	fs.Var(&sizeValue{&f.Recv.Size, 0}, "size", "receive at most `BYTES` in one call")
	fs.Var((*sizesValue)(&f.Recv.IOV), "iov", "receive into buffers of these `SIZES` in one call: N,N,...")
	fs.Var(&intValue{&f.Recv.Count, 1}, "count", "make `N` calls")
	fs.BoolVar(&f.Recv.All, "all", false, "receive until end-of-file")
	fs.StringVar(&f.match, "match", "", "receive until `REGEXP` is found: in a message, or in a stream up to the end of the match")
	fs.Var(&f.Recv.Format, "format", formatUsage)
	fs.Var(&f.Recv.Delimit, "delimit", delimitUsage)
	fs.BoolVar(&f.Recv.Column, "from-column", false, "write ADDRESS, a tab and the message, each a line, as send --to-column reads it; newlines, tabs, backslashes and what is not text as \\n, \\t, \\\\, \\xHH")
	fs.BoolVarP(&f.escapes, "escapes", "e", false, "with --from-column: the default")
	fs.BoolVar(&f.Recv.RawColumn, "raw-column", false, "with --from-column: write messages as they are; one that has a newline then looks like two")
	fs.BoolVar(&f.Recv.OOBMark, "oob-mark", false, "report whether the urgent mark is before the received data (SIOCATMARK)")
	wantFlag(c, &f.Recv.Want)
	roomFlag(fs, &f.Recv.Control)
	fs.Var((*namesValue)(&f.Recv.Hold), "hold", "keep the descriptor that a message brings (SCM_RIGHTS) under `NAME`; several with commas")
	durationVar(fs, &f.Recv.TTL, "hold-for", "", "with --hold: let it go after `DURATION`")
	fs.BoolVar(&f.Recv.Inheritable, "no-cloexec", false, "call without MSG_CMSG_CLOEXEC; what COMMAND gets has no FD_CLOEXEC either way")
	fs.BoolVar(&f.Recv.FDFlags, "fdflags", false, "print the flags of received descriptors, F_GETFD and F_GETFL, instead of the message; with --format beside it")
	fs.StringVar(&f.as, "as", "3", "COMMAND finds the descriptors from `N` on, or one as stdio")
	msgFlags(c, &f.Recv.Flags, recvMsgFlags())
	f.open.addFlags(c, &f.Recv.Spec)
	dialFlags(fs, &f.Recv.Limits, "give up if there is no connection within `DURATION`, or not everything to receive; 0 does not wait")
}

func (f *recvFlags) run(env *env.Env, c *cobra.Command, args []string) error {
	fs := c.Flags()
	args, err := f.rights(c, args)
	if err != nil {
		return err
	}
	if args, err = f.open.words(args); err != nil {
		return err
	}
	if err := f.calls(fs); err != nil {
		return err
	}
	given, err := f.on.given(args)
	switch {
	case err != nil:
		return err
	case given:
		return f.on.on(env, f.Recv.RunOn)
	case len(args) == 0 && fs.Changed("bind"):
		return recvBound(env, &f.open, &f.Recv)
	case len(args) == 0 && f.open.given("udp", "type", "join") != "":
		return &fail.Usage{Text: "no socket given", Hint: "--bind LOCAL is where messages come, PORT for instance; --on REF names a socket that exists"}
	case len(args) == 0:
		return noSocket()
	}
	e, err := f.open.apply(env, &f.Recv.Spec, args)
	if err != nil {
		return err
	}
	return f.Recv.Run(env, e)
}

// calls applies the flags for the number of calls and the separation of messages.
func (f *recvFlags) calls(fs *pflag.FlagSet) (err error) {
	if f.Recv.IOV != nil {
		f.Recv.Size = (*sizesValue)(&f.Recv.IOV).sum()
	}
	if fs.Changed("match") {
		if f.Recv.Match, err = parseMatch(f.match); err != nil {
			return err
		}
	}
	if f.Recv.Column && !fs.Changed("delimit") {
		f.Recv.Delimit = show.DelimitLine
	}
	return f.Recv.Check()
}

// parseMatch compiles the value of --match.
func parseMatch(text string) (*regexp.Regexp, error) {
	match, err := regexp.Compile(text)
	if err != nil {
		return nil, fail.Usagef("--match %s: %v", quote(text), err)
	}
	return match, nil
}

// rights removes COMMAND, which gets received descriptors, from the arguments.
func (f *recvFlags) rights(c *cobra.Command, args []string) (rest []string, err error) {
	if f.Recv.As, err = parseAs(f.as); err != nil {
		return nil, err
	}
	rest, f.Recv.Command, err = cutCommand(c, args)
	return rest, err
}

// namesValue is a list of names of held sockets.
type namesValue []string

func (n *namesValue) String() string { return "" }

// Set refuses invalid names before anything is received: later, the descriptors of the message would be lost.
func (n *namesValue) Set(s string) error {
	for name := range strings.SplitSeq(s, ",") {
		switch {
		case name == "":
			return errors.New("want a NAME, or several with commas")
		case slices.Contains(*n, name):
			return errors.New("want every NAME once")
		}
		if err := ref.CheckName(name); err != nil {
			return err
		}
		*n = append(*n, name)
	}
	return nil
}

func (n *namesValue) Type() string { return "NAME" }

func recvMsgFlags() []msgFlag {
	return []msgFlag{
		{"oob", unix.MSG_OOB, "MSG_OOB: the urgent byte"},
		{"peek", unix.MSG_PEEK, "MSG_PEEK: leave it in the queue"},
		{"waitall", unix.MSG_WAITALL, "MSG_WAITALL: wait until --size bytes are there"},
		{"dontwait", unix.MSG_DONTWAIT, "MSG_DONTWAIT: fail with EAGAIN instead of waiting"},
		{"trunc", unix.MSG_TRUNC, "MSG_TRUNC: report a message's true length; on TCP, discard"},
		{"errqueue", unix.MSG_ERRQUEUE, "MSG_ERRQUEUE: from the error queue"},
	}
}

// recvBound receives on the address of --bind.
func recvBound(env *env.Env, open *openFlags, o *modes.Recv) error {
	local := open.bind
	e, err := open.apply(env, &o.Spec, []string{local})
	if err != nil {
		return err
	}
	if t := o.Kind.Type; t == unix.SOCK_STREAM || t == unix.SOCK_SEQPACKET || t == unix.SOCK_DCCP {
		return &fail.Usage{
			Text: "--bind without an ADDRESS needs a datagram socket",
			Hint: "add --udp, or use sock listen for a stream",
		}
	}
	return o.RunBound(env, e)
}
