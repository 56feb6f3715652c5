package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/modes"
)

const sendmmsgLong = `Calls sendmmsg(2) on the socket of --on, once: every MESSAGE is one, and all go in one call. With --to they go to an
ADDRESS. When the kernel takes fewer than all, standard error tells how many; with -v also how long each was.`

const sendmmsgExample = `# Three datagrams in one call
sock connect --udp --hold u 127.0.0.1 5000
sock sendmmsg --on u one two three

# Each from two buffers, with the call
sock connect --udp --hold u 127.0.0.1 5000
sock sendmmsg --on u --iov 3 --trace onetwo threefour

# To an address
sock socket --udp --hold u
sock sendmmsg --on u --to 127.0.0.1:5000 one two`

func newSendmmsg(env *modes.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var o modes.Sendmmsg
	var to []string
	var escapes bool
	c := &cobra.Command{
		Use:     "sendmmsg --on REF [flags] MESSAGE...",
		Short:   "send several messages in one call",
		Long:    sendmmsgLong,
		Example: sendmmsgExample,
		GroupID: groupTalk,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	fs.BoolVarP(&escapes, "escapes", "e", false, `read \n \r \t \0 \xHH and the like in MESSAGE`)
	fs.Var(oneWord{&to}, "to", "send to `ADDRESS`, one word")
	fs.Var((*sizesValue)(&o.IOV), "iov", "send each message from buffers of these `SIZES`: N,N,..., and one for the rest")
	msgFlags(c, &o.Flags, sendMsgFlags())
	open.addNameFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if len(args) == 0 {
			return fail.Usagef("say what to send: MESSAGE...")
		}
		if o.Messages, err = texts(args, escapes); err != nil {
			return err
		}
		if to, err = open.words(to); err != nil {
			return err
		}
		return on.must(env, func(env *modes.Env, fd int, what string) error {
			if len(to) > 0 {
				var made modes.Open
				e, err := open.applyOn(env, &made, fd, to)
				if err != nil {
					return err
				}
				o.To, o.Addrlen = &e, made.Addrlen
			}
			return o.RunOn(env, fd, what)
		})
	}
	return c
}

// oneWord is an ADDRESS that is a flag's value.
type oneWord struct{ words *[]string }

func (o oneWord) String() string { return "" }
func (o oneWord) Type() string   { return "ADDRESS" }

func (o oneWord) Set(s string) error {
	*o.words = []string{s}
	return nil
}

// texts are the bytes of each word.
func texts(words []string, escapes bool) (list [][]byte, err error) {
	for _, word := range words {
		b := []byte(word)
		if escapes {
			if b, err = xlat.Unescape(word); err != nil {
				return nil, fail.Usagef("%s: %v", quote(word), err)
			}
		}
		list = append(list, b)
	}
	return list, nil
}
