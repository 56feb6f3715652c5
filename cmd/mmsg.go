package cmd

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/addr"
	"sock/internal/fail"
	"sock/internal/show"
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

const recvmmsgLong = `Calls recvmmsg(2) on the socket of --on, once, with room for --count messages, and writes those that came as recv does. The call
waits until all have come, unless --flags say MSG_WAITFORONE. It looks at the time of -w only when a message
has come; --timespec gives it a time of any form, to see it refused.`

const recvmmsgExample = `# What has come so far, at most ten
sock socket --udp --bind 127.0.0.1:5000 --hold u
printf 'one\ntwo\n' | sock send --udp --framing line 127.0.0.1 5000
sock recvmmsg --on u --count 10 --flags MSG_WAITFORONE --delimit line

# Two, of which the second has a smaller buffer
sock socketpair --udp --hold a,b
sock sendmmsg --on a first second
sock recvmmsg --on b --count 2 --size 5,3 --format text

# Provoke an error: no such time
sock socketpair --udp --hold a,b
sock recvmmsg --on a --timespec 1,1000000000`

func newSendmmsg(env *modes.Env) *cobra.Command {
	var open openFlags
	var on onFlag
	var o modes.Sendmmsg
	var to string
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
	fs.StringVar(&to, "to", "", "send to `ADDRESS`, one word")
	fs.Var((*sizesValue)(&o.IOV), "iov", "send each message from buffers of these `SIZES`: N,N,..., and one for the rest")
	msgFlags(fs, &o.Flags, sendMsgFlags())
	open.addNameFlags(c)
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if len(args) == 0 {
			return fail.Usagef("say what to send: MESSAGE...")
		}
		if o.Messages, err = texts(args, escapes); err != nil {
			return err
		}
		if to != "" {
			var e addr.Endpoint
			if e, err = open.apply(env, &modes.Open{}, []string{to}); err != nil {
				return err
			}
			o.To = &e
		}
		return on.must(env, func(fd int, what string) error { return o.RunOn(env, fd, what) })
	}
	return c
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

// timespecValue is a flag for a struct timespec, which may be one that the kernel refuses.
type timespecValue struct{ limit **unix.Timespec }

func (t timespecValue) String() string { return "" }
func (t timespecValue) Type() string   { return "SEC,NSEC" }

func (t timespecValue) Set(s string) error {
	sec, nsec, _ := strings.Cut(s, ",")
	a, err := strconv.ParseInt(sec, 10, strconv.IntSize)
	b, err2 := strconv.ParseInt(nsec, 10, strconv.IntSize)
	if errors.Join(err, err2) != nil {
		return errors.New("want seconds and nanoseconds, like 1,500000000")
	}
	ts := unix.NsecToTimespec(0)
	setTimespec(&ts.Sec, a)
	setTimespec(&ts.Nsec, b)
	*t.limit = &ts
	return nil
}

// setTimespec stores a number in a field as wide as a word of the machine.
func setTimespec[T int32 | int64](field *T, n int64) { *field = T(n) }

func newRecvmmsg(env *modes.Env) *cobra.Command {
	var on onFlag
	var timeout time.Duration
	o := modes.Recvmmsg{Recv: modes.Recv{Size: recvSize, Count: 1}}
	c := &cobra.Command{
		Use:     "recvmmsg --on REF [flags]",
		Short:   "receive several messages in one call",
		Long:    recvmmsgLong,
		Example: recvmmsgExample,
		GroupID: groupTalk,
		Args:    needsNoArgument,
	}
	fs := c.Flags()
	fs.SortFlags = false
	on.addFlags(c)
	fs.Var(&intValue{&o.Count, 1}, "count", "have room for `N` messages")
	fs.Var((*sizesValue)(&o.Sizes), "size", "receive at most `BYTES` of each message; N,N,... of the first, the second, and so on")
	fs.Var(&o.Format, "format", "write what arrives as `FORMAT` raw, text, hex or json")
	fs.Var(&o.Delimit, "delimit", "keep the borders of raw messages by `DELIMIT` none, line, nul, length or base64")
	roomFlag(fs, &o.Control)
	durationVar(fs, &timeout, "timeout", "w", "the time limit of the call, a `DURATION`")
	fs.Var(timespecValue{&o.Limit}, "timespec", "the same as it stands in the structure, `SEC,NSEC`")
	msgFlags(fs, &o.Flags, recvMsgFlags())
	c.RunE = func(*cobra.Command, []string) error {
		if err := exclusive(fs, "timeout", "timespec"); err != nil {
			return err
		}
		if timeout > 0 {
			ts := unix.NsecToTimespec(int64(timeout))
			o.Limit = &ts
		}
		if len(o.Sizes) == 1 {
			o.Size = o.Sizes[0]
		}
		return on.must(env, func(fd int, what string) error { return o.RunOn(env, fd, what) })
	}
	completeFormat(c)
	candidates(c, "delimit", show.DelimitNames())
	return c
}
