package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/xlat"
	"sock/modes"
)

const epollLong = `Calls epoll_create1(2), epoll_ctl(2) for each socket of --on, and epoll_pwait(2), and prints one line for each report: the events by their
kernel names, after the REF if there are several sockets. It waits for the events given: in, out, pri, rdhup, or any other EPOLL name
or number. EPOLLERR and EPOLLHUP are always reported. The flags et, oneshot, exclusive and wakeup are given beside the events.

With --count N it goes on until N reports are printed. Nothing is received meanwhile. Level-triggered, which is the default,
the same event is therefore reported N times; with et (EPOLLET) it is reported once, and again when more data arrives; with oneshot
(EPOLLONESHOT) it is reported once. --timeout bounds the whole command; when it expires the exit status is 110.`

const epollExample = `# Level-triggered: data that is not received is reported again
sock socketpair --hold left,right
sock send --on left -d hello
sock epoll --on right --count 3 in

# Edge-triggered: the same data is reported once, and status 110 says that no more arrived
sock socketpair --hold left,right
sock send --on left -d hello
sock epoll --on right --count 2 -w 200ms in et

# Which of two sockets has room to write, and something to read?
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
