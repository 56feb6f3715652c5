package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/modes"
)

const pollLong = `Calls poll(2) on the socket of --on and prints what is ready, by its kernel names: POLLIN|POLLOUT. It waits for the
events given: in, out, pri, rdhup, or any other POLL name or number. Without one it waits for what poll(2) reports
unasked: POLLERR, POLLHUP and POLLNVAL. When --timeout runs out the status is 110.`

const pollExample = `# Is there something to read, or room to write?
exec 3<>/dev/tcp/127.0.0.1/80
sock poll --on 3 in out

# Wait for an urgent byte, five seconds at most
sock connect --hold conn 127.0.0.1 5000
sock poll --on conn -w 5s pri

# Has the peer ended? Status 110 says no
exec 3<>/dev/tcp/127.0.0.1/80
sock poll --on 3 -w 1ms rdhup`

func newPoll(env *modes.Env) *cobra.Command {
	var on onFlag
	var o modes.Poll
	c := &cobra.Command{
		Use:       "poll --on REF [flags] [in] [out] [pri] [rdhup]",
		Short:     "wait until a socket is ready",
		Long:      pollLong,
		Example:   pollExample,
		GroupID:   groupLook,
		ValidArgs: []string{"in", "out", "pri", "rdhup"},
	}
	on.addFlags(c)
	durationVar(c.Flags(), &o.Timeout, "timeout", "w", "give up after `DURATION`")
	c.RunE = func(_ *cobra.Command, args []string) error {
		for _, name := range args {
			v, err := xlat.PollEvents.Parse(name)
			if err != nil {
				return fail.Usagef("%s is no event: want %s or another POLL name", quote(name), strings.Join(c.ValidArgs, ", "))
			}
			o.Events |= int16(v)
		}
		return on.must(env, func(fd int, what string) error { return o.RunOn(env, fd, what) })
	}
	return c
}
