package cmd

import (
	_ "embed"
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/message"
	"sock/modes"
)

//go:embed text/recvmmsg.txt
var recvmmsgLong string

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

// timespecValue is a flag for a struct timespec. The kernel decides whether it is valid.
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

// setTimespec stores a number in a field of the size of a machine word.
func setTimespec[T int32 | int64](field *T, n int64) { *field = T(n) }

func newRecvmmsg(world *env.Env) *cobra.Command {
	var on onFlag
	var timeout env.Wait
	o := modes.Recvmmsg{Recv: modes.Recv{Receiving: message.Receiving{Size: recvSize, Count: 1}}}
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
	fs.Var(&intValue{&o.Recv.Count, 0}, "count", "have room for `N` messages")
	fs.Var((*sizesValue)(&o.Sizes), "size", "receive at most `BYTES` of each message; N,N,... of the first, the second, and so on")
	fs.Var(&o.Recv.Format, "format", formatUsage)
	fs.Var(&o.Recv.Delimit, "delimit", delimitUsage)
	roomFlag(fs, &o.Recv.Control)
	fs.VarP(&timeout, "timeout", "w", "the time limit of the call, a `DURATION`; 0 does not wait (MSG_DONTWAIT)")
	fs.Var(timespecValue{&o.Limit}, "timespec", "the same as it stands in the structure, `SEC,NSEC`")
	msgFlags(c, &o.Recv.Flags, recvMsgFlags())
	c.RunE = func(*cobra.Command, []string) error {
		if timeout.Limited() {
			ts := unix.NsecToTimespec(int64(timeout.Most()))
			o.Limit = &ts
		}
		if timeout.Limited() && timeout.Most() == 0 {
			o.Recv.Flags |= unix.MSG_DONTWAIT // the kernel checks the timeout only after a message
		}
		if len(o.Sizes) == 1 {
			o.Recv.Size = o.Sizes[0]
		}
		return on.must(world, o.RunOn)
	}
	completeFormat(c)
	return c
}
