package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/fail"
	"sock/internal/ref"
	"sock/internal/xlat"
	"sock/modes"
)

const pollLong = `Calls poll(2) on the socket of --on and prints what is ready, by its kernel names: POLLIN|POLLOUT. It waits for the
events given: in, out, pri, rdhup, or any other POLL name or number. Without one it waits for what poll(2) reports
unasked: POLLERR, POLLHUP and POLLNVAL. When --timeout runs out the status is 110; a --timeout of 0 looks and does not wait.

With several --on one call waits for all, and each that is ready is printed with its REF first. With --timeout and
no socket at all it is a pause.`

const pollExample = `# Is there something to read, or room to write?
exec 3<>/dev/tcp/127.0.0.1/80
sock poll --on 3 in out

# Wait for an urgent byte, five seconds at most
sock connect --hold conn 127.0.0.1 5000
sock poll --on conn -w 5s pri

# Has the peer ended? Status 110 says no
exec 3<>/dev/tcp/127.0.0.1/80
sock poll --on 3 -w 0 rdhup

# Which of two has something to read?
sock socketpair --hold left,right
sock send --on left -d hello
sock poll --on left --on right in`

// refsValue is a flag for any number of references.
type refsValue []ref.Ref

func (r *refsValue) String() string { return "" }
func (r *refsValue) Type() string   { return "REF" }

func (r *refsValue) Set(s string) error {
	var one ref.Ref
	err := one.Set(s)
	*r = append(*r, one)
	return err
}

func newPoll(env *modes.Env) *cobra.Command {
	var refs refsValue
	var o modes.Poll
	c := &cobra.Command{
		Use:       "poll --on REF [--on REF...] [flags] [in] [out] [pri] [rdhup]",
		Short:     "wait until a socket is ready",
		Long:      pollLong,
		Example:   pollExample,
		GroupID:   groupLook,
		ValidArgs: []string{"in", "out", "pri", "rdhup"},
	}
	c.Flags().Var(&refs, "on", "wait for the socket `REF`: inherited 3 or fd:3, PID:3 of another process, or held NAME (default $SOCK); repeatable")
	_ = c.RegisterFlagCompletionFunc("on", completeRef)
	c.Flags().VarP(&o.Wait, "timeout", "w", "give up after `DURATION`; 0 does not wait")
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if o.Events, err = parseEvents(args, c.ValidArgs); err != nil {
			return err
		}
		if len(refs) == 0 {
			if err := setFromEnv(&refs); err != nil {
				return err
			}
		}
		if len(refs) == 0 && !o.Wait.Limited() {
			return &fail.Usage{Text: "say which socket: --on REF or $SOCK", Hint: "with --timeout and without a socket poll is a pause"}
		}
		return pollAll(env, &o, refs)
	}
	return c
}

func parseEvents(args, words []string) (events int16, err error) {
	for _, name := range args {
		v, err := xlat.PollEvents.Parse(name)
		if err != nil {
			return 0, fail.Usagef("%s is no event: want %s or another POLL name", quote(name), strings.Join(words, ", "))
		}
		events |= int16(v)
	}
	return events, nil
}

// pollAll opens the references one by one, and closes what had to be opened for them.
func pollAll(env *modes.Env, o *modes.Poll, refs refsValue) error {
	for i := range refs {
		opened, err := refs[i].Open(env.Door)
		if err != nil {
			return err
		}
		defer opened.Close(env.Door)
		o.FDs, o.Names = append(o.FDs, opened.FD), append(o.Names, refs[i].String())
	}
	return o.Run(env)
}
