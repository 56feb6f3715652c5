package cmd

import (
	_ "embed"

	"github.com/spf13/cobra"

	"sock/internal/env"
)

//go:embed text/json.txt
var jsonLong string

func newJSON(env *env.Env) *cobra.Command {
	c := newTopic(env, "json", "the JSON that words write, member by member", jsonLong, nil)
	c.Annotations = map[string]string{"section": "5"}
	return c
}
