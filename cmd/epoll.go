package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/epoll.txt
var epollLong string

const epollExample = `# Level-triggered: data that is not received is reported again
sock socketpair --hold left,right
sock send --on left -d hello
sock epoll --on right --count 3 in

# Edge-triggered: the same data is reported once; status 110: no more arrived
sock socketpair --hold left,right
sock send --on left -d hello
sock epoll --on right --count 2 -w 200ms in et

# Which of two sockets is ready to write, and to read?
sock socketpair --hold left,right
sock send --on left -d hello
sock epoll --on left --on right --count 2 in out`

func newEpoll(env *env.Env) *cobra.Command {
	var watch watchFlags
	o := modes.Epoll{Count: 1}
	c := &cobra.Command{
		Use:       "epoll --on REF [--on REF...] [flags] [in] [out] [pri] [rdhup] [et] [oneshot] [exclusive]",
		Short:     "wait until sockets are ready, by epoll",
		Long:      epollLong,
		Example:   epollExample,
		GroupID:   groupLook,
		ValidArgs: []string{"in", "out", "pri", "rdhup", "et", "oneshot", "exclusive", "wakeup"},
	}
	watch.addFlags(c, &o.Watched)
	c.Flags().Var(&intValue{&o.Count, 1}, "count", "print `N` reports")
	c.Flags().BoolVar(&o.JSON, "json", false, "print a JSON object a line")
	c.RunE = func(_ *cobra.Command, args []string) (err error) {
		if o.Events, err = parseEvents(args, c.ValidArgs, "EPOLL", xlat.EpollEvents.Parse); err != nil {
			return err
		}
		return watch.run(env, c, o.Run)
	}
	return c
}
