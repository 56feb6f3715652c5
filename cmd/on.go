package cmd

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"golang.org/x/sys/unix"

	"sock/internal/env"
	"sock/internal/fail"
	"sock/internal/ref"
)

// onFlag is --on REF: the existing socket that a command uses.
type onFlag struct{ ref ref.Ref }

func (o *onFlag) addFlags(c *cobra.Command) {
	c.Flags().Var(&o.ref, "on", "use the socket `REF`: inherited 3 or fd:3, PID:3 of another process, or held NAME (default: $SOCK)")
	_ = c.RegisterFlagCompletionFunc("on", completeRef)
}

// given reports whether a reference was given, or is in $SOCK while no address requests a new socket.
func (o *onFlag) given(args []string) (bool, error) {
	if o.ref.Given() || len(args) > 0 {
		return o.ref.Given(), nil
	}
	err := setFromEnv(&o.ref)
	return o.ref.Given(), err
}

// setFromEnv sets a flag for references to the value of $SOCK, unless that is empty.
func setFromEnv(f pflag.Value) error {
	text := os.Getenv("SOCK")
	if text == "" {
		return nil
	}
	if err := f.Set(text); err != nil {
		return fail.Usagef("$SOCK is %s: %v", quote(text), err)
	}
	return nil
}

// runOn runs a command with an existing socket. what is the reference as it was typed.
type runOn func(env *env.Env, fd int, what string) error

// on runs f with the socket of the reference, and closes a descriptor that it had to open.
func (o *onFlag) on(env *env.Env, f runOn) error {
	opened, err := o.ref.Open(env.Door)
	if err != nil {
		return err
	}
	defer opened.Close(env.Door)
	err = f(env, opened.FD, o.ref.String())
	fd, inherited := o.ref.Inherited()
	if inherited && fd >= 0 && fail.Is(err, unix.EBADF) && env.Door.FileType(fd) == 0 {
		return fail.WithHint(err, fmt.Sprintf("descriptor %d is not open; open it in the calling shell", fd))
	}
	return err
}

// must is like on, for commands that cannot make a socket.
func (o *onFlag) must(env *env.Env, f runOn) error {
	given, err := o.given(nil)
	if err != nil {
		return err
	}
	if !given {
		return fail.Usagef("say which socket: --on REF or $SOCK")
	}
	return o.on(env, f)
}

// noSocket returns the error of a line without a socket.
func noSocket() error {
	return &fail.Usage{Text: "no socket given", Hint: "an ADDRESS makes one, --on REF or $SOCK names one that exists"}
}
