package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

//go:embed text/addresses.txt
var addressesLong string

func newAddresses(env *env.Env) *cobra.Command {
	return newTopic(env, "addresses", "how an address is written, for every kind of socket", addressesLong, nil)
}
