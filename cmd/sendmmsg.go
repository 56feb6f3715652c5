package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/socket"
	"sock/internal/xlat"
	"sock/modes"
	"sock/sockopt/cmsg"
)

//go:embed text/sendmmsg.txt
var sendmmsgLong string

const sendmmsgExample = `# Three datagrams in one call
sock connect --udp --hold u 127.0.0.1 5000
sock sendmmsg --on u one two three

# Each from two buffers, with the call
sock connect --udp --hold u 127.0.0.1 5000
sock sendmmsg --on u --iov 3 --trace onetwo threefour

# To an address
sock socket --udp --hold u
sock sendmmsg --on u --to 127.0.0.1:5000 one two

# Each to its own address, the second with its own TTL
sock socket --udp --hold u
sock sendmmsg --on u -d one --to 127.0.0.1:5000 \
	-d two --to 127.0.0.2:5000 --cmsg IP_TTL=3`

// sendmmsgFlags has the flags of sendmmsg.
type sendmmsgFlags struct {
	open    openFlags
	on      onFlag
	parts   []part
	escapes bool
	modes.Sendmmsg
}

func newSendmmsg(world *env.Env) *cobra.Command {
	var f sendmmsgFlags
	c := &cobra.Command{
		Use:     "sendmmsg --on REF [flags] MESSAGE... | sendmmsg --on REF [flags] --data TEXT [--to ADDRESS] [--cmsg TYPE=VALUE]...",
		Short:   "send several messages in one call",
		Long:    sendmmsgLong,
		Example: sendmmsgExample,
		GroupID: groupTalk,
	}
	fs := c.Flags()
	fs.SortFlags = false
	f.on.addFlags(c)
	fs.VarP(partValue{&f.parts, dataPart, "TEXT"}, "data", "d", "send `TEXT` as one more message, instead of MESSAGE...; repeatable")
	fs.Var(partValue{&f.parts, toPart, "ADDRESS"}, "to", "send to `ADDRESS`, one word; repeatable, see above")
	fs.Var(partValue{&f.parts, controlPart, "TYPE=VALUE"}, "cmsg", "send control data, `[LEVEL:]TYPE=VALUE` as IP_TTL=3, by name or number; repeatable, see above")
	fs.Var(partValue{&f.parts, rawPart, "HEX"}, "control", rawControlUsage)
	candidates(c, "cmsg", cmsg.Names)
	fs.BoolVarP(&f.escapes, "escapes", "e", false, `read \n \r \t \0 \xHH and the like in MESSAGE and --data`)
	fs.Var((*sizesValue)(&f.IOV), "iov", "send each message from buffers of these `SIZES`: N,N,..., and one for the rest")
	msgFlags(c, &f.Flags, sendMsgFlags())
	f.open.addNameFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) error {
		list, err := assemble(f.parts, args)
		if err != nil {
			return err
		}
		if err := f.apply(list); err != nil {
			return err
		}
		f.NoteClosed(world)
		return f.on.must(world, func(env *env.Env, fd int, what string) error {
			if err := f.address(env, fd, list); err != nil {
				return err
			}
			return f.RunOn(env, fd, what)
		})
	}
	return c
}

// apply decodes the messages.
func (f *sendmmsgFlags) apply(list []outgoing) error {
	if len(list) == 0 {
		return fail.Usagef("say what to send: MESSAGE... or --data TEXT")
	}
	for _, m := range list {
		b := []byte(m.text)
		if f.escapes {
			var err error
			if b, err = xlat.Unescape(m.text); err != nil {
				return fail.Usagef("%s: %v", quote(m.text), err)
			}
		}
		control := cmsg.Marshal(m.control)
		switch {
		case m.raw != nil && len(m.control) > 0:
			return fail.NotWith("--control", "--cmsg", "--control is the whole buffer")
		case m.raw != nil:
			control = m.raw
		}
		f.Messages = append(f.Messages, modes.Outgoing{Data: b, Control: control})
		f.Passed = append(f.Passed, m.control...)
	}
	return nil
}

// address sets the address of each message. A message without one gets the address of --sockaddr.
func (f *sendmmsgFlags) address(env *env.Env, fd int, list []outgoing) error {
	for i, m := range list {
		if len(m.to) == 1 && m.to[0] == "" {
			continue
		}
		words, err := f.open.words(m.to)
		if err != nil {
			return err
		}
		if len(words) == 0 {
			continue
		}
		var made socket.Spec
		e, err := f.open.applyOn(env, &made, fd, words)
		if err != nil {
			return err
		}
		f.Messages[i].To, f.Addrlen = &e, made.Addrlen
	}
	return nil
}
