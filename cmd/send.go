package cmd

import (
	"encoding/hex"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/fail"
	"sock/internal/pump"
	"sock/internal/xlat"
	"sock/modes"
)

const sendLong = `Calls sendto(2). With an ADDRESS it calls socket(2) first, and connect(2) on a stream socket, and closes at the end;
on a datagram socket the address goes into sendto(2). With --on it calls sendto(2) on a socket that exists, and
nothing else; an ADDRESS then goes into the call.

The bytes are those of --data or --hex, else standard input up to its end. They go out in one call, unless a stream
takes only a part of them, or --framing makes several messages of standard input. Standard input
on TCP with an ADDRESS is followed by shutdown(2), and by getsockopt(2) TCP_INFO until the peer's kernel has everything,
because closing early could lose it.

Control data (--cmsg and its shorthands) makes it sendmsg(2). --reply receives after that: one message or N, as --format says;
if none comes within -w the status is 110 (ETIMEDOUT). --to-column reads lines of ADDRESS, a tab and the payload, so that
one socket answers many: recv --from-column writes them.`

const sendExample = `# One datagram
sock send --udp -d hello 127.0.0.1 5000

# An urgent byte on a connection of the shell
exec 3<>/dev/tcp/127.0.0.1/5000
sock send --on 3 --oob -d '!'

# Each line a datagram
printf 'one\ntwo\n' | sock send --udp --framing line 127.0.0.1 5000

# Ask over UDP, and print the one answer that comes within two seconds
sock send --udp -d ping --reply -w 2s 127.0.0.1 7

# One datagram that may travel no further than three hops
sock send --udp --ttl 3 -d hello 127.0.0.1 5000`

// sendFlags are the flags of send that are not the socket's.
type sendFlags struct {
	data, hex string
	escapes   bool
}

func newSend(env *modes.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var what sendFlags
	o := modes.Send{Size: catSize}
	reply := modes.Recv{Size: recvSize, Count: 1, Control: modes.RoomAsNeeded}
	c := &cobra.Command{
		Use:     "send [flags] ADDRESS | send --on REF [flags] [ADDRESS]",
		Short:   "send bytes or one message",
		Long:    sendLong,
		Example: sendExample,
		GroupID: groupTalk,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	fs.StringVarP(&what.data, "data", "d", "", "send `TEXT`, without a newline")
	fs.BoolVarP(&what.escapes, "escapes", "e", false, `read \n \r \t \0 \xHH and the like in --data`)
	fs.StringVar(&what.hex, "hex", "", "send the bytes `HEX`; blanks do not count")
	fs.Var(&o.Framing, "framing", framingUsage)
	fs.BoolVar(&o.Column, "to-column", false, "standard input is lines of ADDRESS, a tab and the payload")
	fs.Var(&sizeValue{&o.Size, 1}, "size", "with --framing, read at most `BYTES` at once")
	fs.Var(&intValue{&reply.Count, 1}, "reply", "then receive an answer, or `N`")
	fs.Lookup("reply").NoOptDefVal = "1"
	fs.Var(&reply.Format, "format", "write answers as `FORMAT` raw, text, hex or json")
	controlFlags(c, &o)
	msgFlags(fs, &o.Flags, sendMsgFlags())
	open.addFlags(c, &o.Open)
	dialFlags(fs, &o.Dial)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if err := what.apply(fs, &o); err != nil {
			return err
		}
		if err := withReply(fs, &o, &reply); err != nil {
			return err
		}
		if err := o.OpenDescriptors(); err != nil {
			return err
		}
		given, err := on.given(args)
		switch {
		case err != nil:
			return err
		case o.Column && len(args) > 0:
			return contradiction("--to-column", "an ADDRESS")
		case given && o.Column:
			return on.on(env, func(fd int, what string) error { return o.RunColumnsOn(env, fd, what) })
		case o.Column:
			return sendColumns(env, &open, &o)
		case given:
			return sendOn(env, fs, &on, &open, &o, args)
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
	completeSend(c)
	return c
}

func sendMsgFlags() []msgFlag {
	return []msgFlag{
		{"oob", unix.MSG_OOB, "MSG_OOB: the last byte is urgent"},
		{"more", unix.MSG_MORE, "MSG_MORE: hold it back until more is sent"},
		{"dontwait", unix.MSG_DONTWAIT, "MSG_DONTWAIT: fail with EAGAIN instead of waiting"},
		{"nosignal", unix.MSG_NOSIGNAL, "MSG_NOSIGNAL: no SIGPIPE, which sock survives anyway"},
		{"eor", unix.MSG_EOR, "MSG_EOR: end of a record"},
		{"dontroute", unix.MSG_DONTROUTE, "MSG_DONTROUTE: no gateway"},
		{"confirm", unix.MSG_CONFIRM, "MSG_CONFIRM: the neighbour is alive"},
		{"fastopen", unix.MSG_FASTOPEN, "MSG_FASTOPEN: data in the SYN"},
		{"zerocopy", unix.MSG_ZEROCOPY, "MSG_ZEROCOPY: send from our pages"},
	}
}

// apply turns --data and --hex into bytes.
func (f *sendFlags) apply(fs *pflag.FlagSet, o *modes.Send) error {
	if err := exclusive(fs, "data", "hex", "framing", "to-column"); err != nil {
		return err
	}
	o.Framed, o.Escapes = fs.Changed("framing"), f.escapes
	if o.Column {
		o.Framing, o.Framed = pump.FramingLine(), true
	}
	if f.escapes && !fs.Changed("data") && !o.Column {
		return fail.Usagef("--escapes is about --data, which is not given")
	}
	switch {
	case fs.Changed("hex"):
		b, err := hex.DecodeString(strings.Join(strings.Fields(f.hex), ""))
		if err != nil {
			return fail.Usagef("--hex %s: want pairs of hexadecimal digits, like 48656c6c6f", quote(f.hex))
		}
		o.Data = b
	case fs.Changed("data") && f.escapes:
		b, err := xlat.Unescape(f.data)
		if err != nil {
			return fail.Usagef("--data %s: %v", quote(f.data), err)
		}
		o.Data = b
	case fs.Changed("data"):
		o.Data = []byte(f.data)
	}
	return nil
}

// withReply completes what is to be received, if anything is.
func withReply(fs *pflag.FlagSet, o *modes.Send, reply *modes.Recv) error {
	switch {
	case fs.Changed("reply") && o.Column:
		return contradiction("--reply", "--to-column")
	case fs.Changed("reply"):
		o.Reply = reply
		reply.AfterSend(o.Timeout)
	case fs.Changed("format"):
		return fail.Usagef("--format is about --reply, which is not given")
	}
	return nil
}

// sendColumns makes datagram sockets where nothing else is said.
func sendColumns(env *modes.Env, open *openFlags, o *modes.Send) (err error) {
	if err := open.applyFresh(env, &o.Open); err != nil {
		return err
	}
	if open.given("udp", "type") == "" {
		return &fail.Usage{Text: "--to-column needs a socket of messages", Hint: "add --udp, or --on REF for one that exists"}
	}
	return o.RunColumns(env)
}

func sendOn(env *modes.Env, fs *pflag.FlagSet, on *onFlag, open *openFlags, o *modes.Send, args []string) error {
	names := openNames()
	if len(args) > 0 { // the address needs to know what it is
		names = []string{"bind", "opt", "nonblock", "retry"}
	}
	if o.Reply == nil {
		names = append(names, "timeout")
	}
	if err := on.refuse(fs, names...); err != nil {
		return err
	}
	if len(args) == 0 {
		return on.on(env, func(fd int, what string) error { return o.RunOn(env, fd, what, nil) })
	}
	e, err := open.apply(env, &o.Open, args)
	if err != nil {
		return err
	}
	return on.on(env, func(fd int, what string) error { return o.RunOn(env, fd, what, &e) })
}
