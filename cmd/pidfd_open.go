package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/xlat"
	"sock/modes"
)

//go:embed text/pidfd_open.txt
var pidfdOpenLong string

const pidfdOpenExample = `# Wait until a process has ended
sleep 60 &
sock pidfd_open $! --hold sleeper
kill $!
sock poll --on sleeper in

# A descriptor of a process, here the shell, by its pidfd
exec 3<>/dev/tcp/127.0.0.1/80
sock pidfd_open $$ --hold shell
sock pidfd_getfd --pidfd shell 3 --hold web

# The flags of a pidfd that does not block: it has close-on-exec
sock pidfd_open $$ --nonblock --fdflags

# Provoke an error: no process has the number
sock pidfd_open -1 --fdflags`

func newPidfdOpen(env *env.Env) *cobra.Command {
	var end endFlags
	var o modes.PidfdOpen
	var nonblock bool
	c := &cobra.Command{
		Use:     "pidfd_open PID [flags] [-- COMMAND [ARG...]]",
		Short:   "get a descriptor of a process",
		Long:    pidfdOpenLong,
		Example: pidfdOpenExample,
		GroupID: groupOpen,
	}
	fs := c.Flags()
	fs.SortFlags = false
	fs.BoolVar(&nonblock, "nonblock", false, "call with PIDFD_NONBLOCK")
	fs.Var(pidfdFlagsValue{&o.Flags}, "flags", "flags of the call by name, `PIDFD_NONBLOCK|PIDFD_THREAD`, or by number")
	listCandidates(c, "flags", "|", func() []string { return []string{"PIDFD_NONBLOCK", "PIDFD_THREAD"} })
	end.addFlags(c, &o.End)
	end.addFlagsFlag(fs)
	c.RunE = func(_ *cobra.Command, args []string) error {
		args, err := end.apply(c, args)
		if err != nil {
			return err
		}
		if len(args) != 1 {
			return fail.Usagef("say which process: PID")
		}
		if o.Pid, err = parsePID(args[0]); err != nil {
			return fail.Usagef("%s is no process number", quote(args[0]))
		}
		if nonblock {
			o.Flags |= unix.PIDFD_NONBLOCK
		}
		return o.Run(env)
	}
	return c
}

// pidfdFlagsValue is a flag for PIDFD_ names.
type pidfdFlagsValue struct{ flags *int }

func (f pidfdFlagsValue) String() string { return "" }
func (f pidfdFlagsValue) Type() string   { return "NAMES" }

func (f pidfdFlagsValue) Set(s string) error {
	v, err := xlat.PidfdFlags.Parse(s)
	*f.flags |= int(int32(v))
	return err
}
