package cmd

import (
	"strings"

	"github.com/spf13/cobra"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
	"sock/modes"
)

// watchFlags has the flags of poll, select and epoll: the sockets and the time limit.
type watchFlags struct {
	refs    refsValue
	watched *modes.Watched
}

func (f *watchFlags) addFlags(c *cobra.Command, w *modes.Watched) {
	f.watched = w
	fs := c.Flags()
	fs.SortFlags = false
	fs.Var(&f.refs, "on", "wait for the socket `REF`: inherited 3 or fd:3, PID:3 of another process, or held NAME (default: $SOCK); repeatable")
	_ = c.RegisterFlagCompletionFunc("on", completeRef)
	fs.VarP(&w.Wait, "timeout", "w", "give up after `DURATION`; 0 does not wait (default: never)")
}

// addTimespecFlag adds the time limit in the kernel's form.
func (f *watchFlags) addTimespecFlag(c *cobra.Command, call string) {
	c.Flags().Var(timespecValue{&f.watched.Limit}, "timespec", "call "+call+" with this struct timespec, `SEC,NSEC`, right or wrong")
}

// run opens the sockets one by one, runs the command, and closes the descriptors that it had to open.
func (f *watchFlags) run(env *env.Env, c *cobra.Command, run func(*env.Env) error) error {
	w := f.watched
	if len(f.refs) == 0 {
		if err := setFromEnv(&f.refs); err != nil {
			return err
		}
	}
	if len(f.refs) == 0 && !w.Wait.Limited() && w.Limit == nil {
		return &fail.Usage{Text: "say which socket: --on REF or $SOCK", Hint: "with --timeout and without a socket " + c.Name() + " is a pause"}
	}
	for i := range f.refs {
		opened, err := f.refs[i].Open(env.Door)
		if err != nil {
			return err
		}
		defer opened.Close(env.Door)
		w.FDs, w.Names = append(w.FDs, opened.FD), append(w.Names, f.refs[i].String())
	}
	return run(env)
}

// parseEvents parses the events of all arguments and joins them. words has the short names to suggest.
func parseEvents(args, words []string, prefix string, parse func(string) (uint32, error)) (events uint32, err error) {
	for _, name := range args {
		v, err := parse(name)
		if err != nil {
			return 0, fail.Usagef("%s is no event: want %s or another %s name", quote(name), strings.Join(words, ", "), prefix)
		}
		events |= v
	}
	return events, nil
}

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
