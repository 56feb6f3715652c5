package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/poll.txt
var pollLong string

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

func newPoll(env *env.Env) *cobra.Command {
	var watch watchFlags
	var o modes.Poll
	c := &cobra.Command{
		Use:       "poll --on REF [--on REF...] [flags] [in] [out] [pri] [rdhup]",
		Short:     "wait until a socket is ready",
		Long:      pollLong,
		Example:   pollExample,
		GroupID:   groupLook,
		ValidArgs: []string{"in", "out", "pri", "rdhup"},
	}
	watch.addFlags(c, &o.Watched)
	watch.addTimespecFlag(c, "ppoll(2)")
	c.Flags().BoolVar(&o.JSON, "json", false, "print a JSON object a line")
	c.RunE = func(_ *cobra.Command, args []string) error {
		events, err := parseEvents(args, c.ValidArgs, "POLL", xlat.PollEvents.Parse)
		if err != nil {
			return err
		}
		o.Events = int16(events)
		return watch.run(env, c, o.Run)
	}
	return c
}
