package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

// The tests type every line of the tour that begins with a prompt, and look at what appears.
//
//go:embed text/cases.txt
var casesLong string

//go:embed text/nc.txt
var ncLong string

// newNC makes the topic for users of nc. Its lines are the hints for nc's flags.
func newNC(env *env.Env) *cobra.Command {
	return newTopic(env, "nc", "the sock command for what nc, ncat and socat do", ncLong, nil)
}

func newCases(env *env.Env) *cobra.Command {
	return newTopic(env, "cases", "thirty surprises of the socket API, to be typed", casesLong, nil)
}
