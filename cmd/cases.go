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

func newCases(env *env.Env) *cobra.Command {
	return newTopic(env, "cases", "thirty surprises of the socket API, to be typed", casesLong, nil)
}
