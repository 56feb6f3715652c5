package cmd

import (
	"github.com/spf13/cobra"

	"sock/internal/addr"
	"sock/internal/env"
)

// anySocket has the flags of commands that describe a socket: the socket of --on, or a fresh one of the given kind.
type anySocket struct {
	open openFlags
	on   onFlag
}

func (a *anySocket) addFlags(c *cobra.Command) {
	a.on.addFlags(c)
	a.open.addKindFlags(c)
	completeKind(c)
}

// A looker is such a command.
type looker interface {
	Run(env *env.Env) error
	RunOn(env *env.Env, fd int, what string) error
}

// run runs the command. It stores the kind of socket to make in kind.
func (a *anySocket) run(env *env.Env, w looker, kind *addr.Kind) error {
	given, err := a.on.given(nil)
	if err != nil {
		return err
	}
	if given {
		return a.on.on(env, w.RunOn)
	}
	if *kind, err = a.open.fresh(); err != nil {
		return err
	}
	return w.Run(env)
}
