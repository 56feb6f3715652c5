package man_test

import (
	"bytes"
	"errors"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"sock/cmd"
	"sock/internal/fail"
	"sock/man"
	"sock/sockopt"
	"sock/sockopt/cmsg"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// lint fails if mandoc(1) has anything to say about page, save that a page it refers to is not
// installed: ours are not yet, and those of the system need not be.
func lint(t *testing.T, name string, page []byte) {
	t.Helper()
	for l := range strings.Lines(mandoc(t, page, "-T", "lint", "-W", "style")) {
		if !strings.Contains(l, "referenced manual not found: Xr ") {
			t.Errorf("%s: %s", name, strings.TrimSpace(l))
		}
	}
}

// mandoc runs mandoc(1), which must be there: it is part of the tools that the tests need.
func mandoc(t *testing.T, page []byte, args ...string) string {
	t.Helper()
	if testing.Short() {
		t.Skip("needs mandoc")
	}
	run := exec.Command("mandoc", args...)
	run.Env = append(run.Environ(), "MANPATH="+t.TempDir())
	run.Stdin = bytes.NewReader(page)
	out, err := run.Output()
	var judged *exec.ExitError
	if err != nil && !errors.As(err, &judged) {
		t.Fatalf("%v (Debian: apt-get install mandoc)", err)
	}
	return string(out)
}

// lossless fails unless the page of c shows every word of its texts, in order.
func lossless(t *testing.T, c *cobra.Command) {
	t.Helper()
	shown := render(t, man.Page(c))
	same(t, c, "DESCRIPTION", shown["DESCRIPTION"], c.Long)
	same(t, c, "EXAMPLES", uncolon(shown["EXAMPLES"]), uncolon(uncomment(c.Example)))
	holds(t, c, "NAME", shown["NAME"], c.Short)
	if c.HasParent() && !c.Runnable() {
		switch c.Name() {
		case "options":
			same(t, c, "THE OPTIONS", shown["THE OPTIONS"], cmd.OptionsTable(sockopt.All(), nil, false))
		case "cmsg":
			same(t, c, "THE CONTROL MESSAGES", shown["THE CONTROL MESSAGES"], cmd.ControlsTable(cmsg.All()))
		}
		return
	}
	for _, form := range cmd.UsageForms(c) {
		holds(t, c, "SYNOPSIS", shown["SYNOPSIS"], form)
	}
	for _, row := range fail.Table() {
		holds(t, c, "EXIT STATUS", shown["EXIT STATUS"], row.Status+" "+row.Text)
	}
	c.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		_, usage := pflag.UnquoteUsage(f)
		holds(t, c, "OPTIONS", shown["OPTIONS"], usage)
		holds(t, c, "OPTIONS", shown["OPTIONS"], "--"+f.Name)
	})
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			holds(t, c, "COMMANDS", shown["COMMANDS"], sub.Short)
		}
	}
}

// render returns the sections of page as mandoc(1) shows them, by heading.
func render(t *testing.T, page []byte) map[string]string {
	t.Helper()
	overstrike := regexp.MustCompile(`.\x08`)
	heading := regexp.MustCompile(`^[A-Z][A-Z ]*$`)
	sections, at := map[string]string{}, ""
	for l := range strings.Lines(mandoc(t, page, "-T", "utf8", "-O", "width=1000")) {
		l = strings.TrimRight(overstrike.ReplaceAllString(l, ""), "\n")
		if strings.HasSuffix(sections[at], "-") {
			l = strings.TrimLeft(l, " ")
		}
		if heading.MatchString(l) {
			at = l
			continue
		}
		if len(l) > 800 && strings.HasSuffix(l, "-") {
			sections[at] += l // broken within a word
		} else {
			sections[at] += l + "\n"
		}
	}
	return sections
}

func same(t *testing.T, c *cobra.Command, section, shown, text string) {
	t.Helper()
	got, want := words(shown), words(text)
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			t.Errorf("%s: %s shows %q for %q in %q", man.File(c), section, got[i], want[i], want[max(0, i-4):i+1])
			return
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s: %s shows %d words of %d", man.File(c), section, len(got), len(want))
	}
}

func holds(t *testing.T, c *cobra.Command, section, shown, text string) {
	t.Helper()
	if !strings.Contains(strings.Join(words(shown), " "), strings.Join(words(text), " ")) {
		t.Errorf("%s: %s does not show %q", man.File(c), section, text)
	}
}

func words(text string) []string { return strings.Fields(text) }

// uncomment takes the signs of comments away, which the page shows as prose.
func uncomment(example string) string {
	return regexp.MustCompile(`(?m)^\s*# `).ReplaceAllString(example, "")
}

// uncolon takes the colons away that the page sets before the commands.
func uncolon(text string) string {
	return regexp.MustCompile(`(?m):$`).ReplaceAllString(text, "")
}
