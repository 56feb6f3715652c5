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
	fs.Var(&ruleValue{&m.Rules, false}, "allow", "serve clients of `CIDR`, or of uid:N, uid:NAME, gid:N or gid:NAME on a UNIX socket, and no others but those of other --allow; repeatable")
	fs.Var(&ruleValue{&m.Rules, true}, "deny", "reset connections of `CIDR`, uid: or gid:, and discard their datagrams; the most specific of --allow and --deny decides; repeatable")
	fs.StringVar(&m.File, "rules", "", "read more rules from `FILE`, lines such as \"allow 10.0.0.0/8\", and again on SIGHUP")
	fs.Var(&m.Grace, "grace", "on SIGTERM accept no more connections, and end when the others have ended, at most after `DURATION` (default: end at once)")
	candidates(c, "excess", serve.ExcessNames)
}

// ruleValue collects --allow and --deny.
type ruleValue struct {
	rules *[]serve.Rule
	deny  bool
}

func (v *ruleValue) String() string { return "" }

func (v *ruleValue) Set(s string) error {
	rule, err := serve.ParseRule(s, v.deny)
	*v.rules = append(*v.rules, rule)
	return err
}

func (v *ruleValue) Type() string { return "CIDR" }

// limitNames returns the names of the flags that say how many clients there are.
func limitNames() flags.Group { return flags.Of("max", "excess", "max-per-peer", "count", "grace") }

// accessNames returns the names of the flags that say which clients there are.
func accessNames() flags.Group { return flags.Of("allow", "deny", "rules") }

// admissionNames returns the names of admissionFlags.
func admissionNames() flags.Group { return limitNames().And(accessNames()) }

// admissionRules returns the rules of admissionFlags.
func admissionRules() []flags.Rule {
	return []flags.Rule{
		limitNames().Needs("keep"),
		flags.Of("excess").Needs("max"),
	}
}
