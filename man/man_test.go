package man_test

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"sock/cmd"
	"sock/man"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

var update = flag.Bool("update", false, "write the pages instead of comparing them")

// TestPages compares the committed pages with the command tree.
func TestPages(t *testing.T) {
	root := cmd.New()
	if *update {
		for _, stray := range strays(t, root) {
			must(t, os.Remove(stray))
		}
	}
	for _, c := range man.Commands(root) {
		compare(t, man.File(c), man.Page(c))
		for file, want := range man.Links(c) {
			compare(t, file, want)
		}
	}
	for _, stray := range strays(t, root) {
		t.Errorf("man/%s describes no command: run go test ./man -update", stray)
	}
}

// compare requires the file to hold want, or writes it there.
func compare(t *testing.T, file string, want []byte) {
	t.Helper()
	if *update {
		must(t, os.WriteFile(file, want, 0o644))
	}
	got, err := os.ReadFile(file)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("man/%s is stale: run go test ./man -update", file)
	}
}

// strays returns the pages of this folder that no command has.
func strays(t *testing.T, root *cobra.Command) []string {
	t.Helper()
	pages, err := filepath.Glob("*.[1-9]")
	must(t, err)
	return slices.DeleteFunc(pages, func(file string) bool {
		return slices.Contains(files(root), file)
	})
}

// files returns the names of all pages.
func files(root *cobra.Command) []string {
	var names []string
	for _, c := range man.Commands(root) {
		names = append(names, man.File(c))
		names = slices.AppendSeq(names, maps.Keys(man.Links(c)))
	}
	return names
}

// TestHelpTexts holds the tree to what the pages are made of.
func TestHelpTexts(t *testing.T) {
	for _, c := range man.Commands(cmd.New()) {
		path := c.CommandPath()
		if c.Short == "" || strings.HasSuffix(c.Short, ".") {
			t.Errorf("%s: Short is %q; want one line without a full stop", path, c.Short)
		}
		if c.Long == "" {
			t.Errorf("%s: no Long", path)
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if !f.Hidden && f.Usage == "" {
				t.Errorf("%s: --%s has no help text", path, f.Name)
			}
		})
	}
}

// TestLint lets mandoc(1) judge every page.
func TestLint(t *testing.T) {
	root := cmd.New()
	for _, c := range man.Commands(root) {
		lint(t, man.File(c), man.Page(c))
	}
}

// TestReferences follows every reference to a page of ours.
func TestReferences(t *testing.T) {
	root := cmd.New()
	for _, c := range man.Commands(root) {
		for l := range strings.Lines(string(man.Page(c))) {
			_, at, found := strings.Cut(l, "Xr ")
			f := strings.Fields(at)
			if !found || !strings.HasPrefix(f[0], "sock-") {
				continue
			}
			if page := f[0] + "." + f[1]; !slices.Contains(files(root), page) {
				t.Errorf("%s refers to %s, which does not exist", man.File(c), page)
			}
		}
	}
}

// TestNothingLost compares what mandoc(1) shows with what the command says.
func TestNothingLost(t *testing.T) {
	for _, c := range man.Commands(cmd.New()) {
		lossless(t, c)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
