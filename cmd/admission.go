package cmd

import (
	"github.com/spf13/cobra"

	"sock/cmd/flags"
	"sock/internal/serve"
)

// admissionFlags adds the flags of a command that accepts many connections.
func admissionFlags(c *cobra.Command, m *serve.Admission) {
	fs := c.Flags()
	fs.Var(&intValue{&m.Max, 1}, "max", "serve at most `N` clients at once (default: 100 for a COMMAND, else as many as descriptors allow)")
	fs.Var(choiceValue[serve.Excess]{&m.Excess, serve.ExcessNames()}, "excess", "what happens to a client over --max: `WHAT` is close, or wait for its turn (default: close)")
	fs.Var(&intValue{&m.MaxPerPeer, 1}, "max-per-peer", "serve at most `N` clients at once of one IPv4 address, IPv6 /64 network or, on a UNIX socket, user")
	fs.Var(&intValue{&m.Count, 1}, "count", "serve `N` clients, then accept no more, and end with them")
	candidates(c, "excess", serve.ExcessNames)
}

// admissionNames returns the names of admissionFlags.
func admissionNames() flags.Group { return flags.Of("max", "excess", "max-per-peer", "count") }

// admissionRules returns the rules of admissionFlags.
func admissionRules() []flags.Rule {
	return []flags.Rule{
		admissionNames().Needs("keep"),
		flags.Of("excess").Needs("max"),
	}
}
