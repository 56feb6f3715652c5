package cmd

import (
	"slices"
	"testing"

	"github.com/spf13/pflag"
)

// TestFlagSections: each flag that help shows is below one heading, and the short help names only flags that there are.
func TestFlagSections(t *testing.T) {
	root := New()
	for _, c := range root.Commands() {
		own := ownFlags(c)
		var shown []*pflag.Flag
		for _, s := range FlagSections(c) {
			shown = append(shown, s.Flags...)
			if s.Title == "Other" && len(s.Flags) > 0 {
				t.Errorf("%s: --%s is in no group", c.Name(), s.Flags[0].Name)
			}
		}
		if len(shown) != len(own) {
			t.Errorf("%s has %d flags, its help shows %d", c.Name(), len(own), len(shown))
		}
		for _, e := range everydayFlags(c.Name()) {
			if !slices.ContainsFunc(own, func(f *pflag.Flag) bool { return f.Name == e.name }) {
				t.Errorf("%s: the short help names --%s, which there is not", c.Name(), e.name)
			}
		}
	}
}
