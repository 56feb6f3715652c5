package cmd

import (
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"sock/cmd/flags"
)

// TestRulesName: each flag that a rule names is one of some command.
func TestRulesName(t *testing.T) {
	root := New()
	for _, w := range words("") {
		for _, pair := range flags.Exclusive(rulesOf(w.rules)) {
			for _, name := range pair {
				found := root.Flag(name) != nil
				for _, c := range root.Commands() {
					found = found || c.Flag(name) != nil
				}
				if !found {
					t.Errorf("%s: no command has --%s", w.name, name)
				}
			}
		}
	}
}

// TestRulesListenOn: listen --on makes the one call listen(2), for which no flag is left but --backlog.
func TestRulesListenOn(t *testing.T) {
	pairs := flags.Exclusive(listenRules())
	c, _, err := New().Find([]string{"listen"})
	if err != nil {
		t.Fatal(err)
	}
	c.LocalNonPersistentFlags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains([]string{"on", "backlog", "help", "h"}, f.Name) {
			return
		}
		if !slices.Contains(pairs, [2]string{"on", f.Name}) {
			t.Errorf("--on can be used with --%s", f.Name)
		}
	})
}

// TestUsageDefaults: a flag's text tells the default once.
func TestUsageDefaults(t *testing.T) {
	for _, c := range New().Commands() {
		c.Flags().VisitAll(func(f *pflag.Flag) {
			if text := flags.Text(f); strings.Count(text, "default: "+f.DefValue+")") > 1 || strings.Contains(text, ") (default") {
				t.Errorf("%s --%s: %s", c.Name(), f.Name, text)
			}
		})
	}
}
