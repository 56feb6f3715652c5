package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/message"
	"sock/internal/pump"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/send.txt
var sendLong string

const sendExample = `# One datagram
sock send --udp -d hello 127.0.0.1 5000

# An urgent byte on a connection of the shell
exec 3<>/dev/tcp/127.0.0.1/5000
sock send --on 3 --oob -d '!'

# Each line a datagram
printf 'one\ntwo\n' | sock send --udp --framing line 127.0.0.1 5000

# Ask over UDP, and print the one answer that comes within two seconds
sock send --udp -d ping --reply -w 2s 127.0.0.1 7

# Ask over TCP, and print the whole answer
sock send -e -d 'GET / HTTP/1.0\r\n\r\n' --reply 127.0.0.1 80

# One datagram that may travel no further than three hops
sock send --udp --ttl 3 -d hello 127.0.0.1 5000`

// sendFlags has the flags of send.
type sendFlags struct {
	open      openFlags
	on        onFlag
	data      string
	escapes   bool // in data
	to, match string
	reply     message.Receiving
	Send      modes.Send
}

func newSend(env *env.Env) *cobra.Command {
	f := &sendFlags{
		Send:  modes.Send{Sending: message.Sending{Size: catSize}},
		reply: message.Receiving{Size: recvSize, Count: 1, Control: message.RoomAsNeeded},
	}
	c := &cobra.Command{
		Use:     "send [flags] ADDRESS | send --on REF [flags] [ADDRESS] | send --to-column [flags]",
		Short:   "send bytes or one message",
		Long:    sendLong,
		Example: sendExample,
		GroupID: groupTalk,
	}
	c.Flags().SortFlags = false
	f.addFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		if err := f.spelled(c, args); err != nil {
			return err
		}
		return f.run(env, c.Flags(), args)
	}
	completeOpen(c)
	completeSend(c)
	return c
}

func (f *sendFlags) addFlags(c *cobra.Command) {
	fs := c.Flags()
	f.on.addFlags(c)
	fs.StringVarP(&f.data, "data", "d", "", "send `TEXT`, without a newline")
	fs.BoolVarP(&f.escapes, "escapes", "e", false, `read \n \r \t \0 \xHH and the like in --data, as --to-column does in payloads`)
	fs.Var(hexValue{&f.Send.Data}, "hex", "send the bytes `HEX`; blanks do not count")
	fs.BoolVar(&f.Send.Once, "once", false, "make one call and print how many bytes the kernel took")
	fs.Var((*sizesValue)(&f.Send.IOV), "iov", "send each message from buffers of these `SIZES`: N,N,..., and one for the rest")
	fs.Var(&f.Send.Framing, "framing", framingUsage)
	fs.StringVar(&f.to, "to", "", "send to `ADDRESS`, one word: the same as the argument")
	fs.BoolVar(&f.Send.Column, "to-column", false, "read lines of ADDRESS, a tab and the payload, in which escapes stand for other bytes")
	fs.BoolVar(&f.Send.RawColumn, "raw-column", false, "with --to-column: send payloads as they are, backslashes too")
	fs.Var(&sizeValue{&f.Send.Size, 1}, "size", "with --framing, read at most `BYTES` at once")
	fs.Var(&intValue{&f.reply.Count, 1}, "reply", "then receive an answer: one message or `N`, a stream to its end")
	fs.Lookup("reply").NoOptDefVal = "1"
	fs.StringVar(&f.match, "match", "", "with --reply: receive until `REGEXP` is found, in a message or a stream")
	fs.Var(&f.reply.Format, "format", "write answers as `FORMAT` raw, text, hex or json")
	fs.Var(&f.reply.Delimit, "delimit", delimitUsage)
	controlFlags(c, &f.Send.Sending)
	msgFlags(c, &f.Send.Flags, sendMsgFlags())
	f.open.addFlags(c, &f.Send.Spec)
	dialFlags(fs, &f.Send.Limits, "give up if there is no connection, no room to send, or not every answer within `DURATION`; 0 does not wait")
}

// spelled chooses the system call by the typed name.
func (f *sendFlags) spelled(c *cobra.Command, args []string) error {
	f.Send.Syscall = calledAs(c)
	if f.Send.Syscall == "write" && (len(args) > 0 || c.Flags().Changed("to")) && f.on.ref.Given() {
		return fail.NotWith(address, "write(2) and --on", "write(2) sends to the connected peer; sendto takes an address")
	}
	return nil
}

func (f *sendFlags) run(env *env.Env, fs *pflag.FlagSet, args []string) error {
	if err := f.apply(fs); err != nil {
		return err
	}
	done, err := f.Send.OpenPassing(env)
	if err != nil {
		return err
	}
	defer done()
	if fs.Changed("to") {
		args = []string{f.to}
	}
	args, err = f.open.words(args)
	if err != nil {
		return err
	}
	given, err := f.on.given(args)
	switch {
	case err != nil:
		return err
	case given && f.Send.Column:
		return f.on.on(env, f.Send.RunColumnsOn)
	case f.Send.Column:
		return f.columns(env)
	case given:
		return f.runOn(env, fs, args)
	case len(args) == 0:
		return noSocket()
	}
	e, err := f.open.apply(env, &f.Send.Spec, args)
	if err != nil {
		return err
	}
	return f.Send.Run(env, e)
}

// apply decodes --data and --hex, and applies the flags for what follows the send.
func (f *sendFlags) apply(fs *pflag.FlagSet) error {
	f.Send.Framed = fs.Changed("framing")
	if f.Send.Column {
		f.Send.Framing, f.Send.Framed = pump.FramingLine(), true
	}
	if err := f.bytes(fs); err != nil {
		return err
	}
	return f.answers(fs)
}

// answers applies the flags for the answer.
func (f *sendFlags) answers(fs *pflag.FlagSet) (err error) {
	if fs.Changed("reply") {
		f.Send.Reply = &f.reply
	}
	if fs.Changed("match") {
		if f.reply.Match, err = parseMatch(f.match); err != nil {
			return err
		}
	}
	return f.Send.Check()
}

// bytes returns the bytes from the command line, or nil.
func (f *sendFlags) bytes(fs *pflag.FlagSet) (err error) {
	switch {
	case fs.Changed("data") && f.escapes:
		f.Send.Data, err = xlat.Unescape(f.data)
		if err != nil {
			return fail.Usagef("--data %s: %v", quote(f.data), err)
		}
	case fs.Changed("data"):
		f.Send.Data = []byte(f.data)
	}
	return nil
}

// columns sets up --to-column, which makes only datagram sockets.
func (f *sendFlags) columns(env *env.Env) error {
	if err := f.open.applyFresh(env, &f.Send.Spec); err != nil {
		return err
	}
	if f.open.given("udp", "type") == "" {
		return &fail.Usage{Text: "--to-column needs a socket of messages", Hint: "add --udp, or --on REF for one that exists"}
	}
	return f.Send.RunColumns(env)
}

func (f *sendFlags) runOn(world *env.Env, fs *pflag.FlagSet, args []string) error {
	if f.Send.Syscall == "write" && f.Send.Reply == nil && fs.Changed("timeout") { // it has no MSG_DONTWAIT
		return fail.NotWith("--timeout", "write(2) and --on", "")
	}
	if len(args) == 0 {
		return f.on.on(world, func(env *env.Env, fd int, what string) error { return f.Send.RunOn(env, fd, what, nil) })
	}
	return f.on.on(world, func(env *env.Env, fd int, what string) error {
		e, err := f.open.applyOn(env, &f.Send.Spec, fd, args)
		if err != nil {
			return err
		}
		return f.Send.RunOn(env, fd, what, &e)
	})
}
