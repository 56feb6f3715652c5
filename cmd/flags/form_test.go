package flags_test

import (
	"testing"

	"github.com/spf13/pflag"

	"sock/cmd/flags"
)

func TestForm(t *testing.T) {
	fs := pflag.NewFlagSet("", pflag.ContinueOnError)
	fs.StringP("name", "n", "", "keep it under `NAME`")
	fs.String("style", "", "print it in `STYLE` text or json")
	fs.Lookup("style").NoOptDefVal = "text"
	fs.BoolP("keep", "k", false, "accept again")
	fs.Int("max", 100, "run at most `N` at once")
	fs.Int("size", 8, "read `N` bytes (at once)")
	fs.Int("backlog", 7, "let `N` wait; by default as many as the kernel allows")
	fs.Int("none", 0, "`N` of them")
	for _, c := range []struct{ name, form, text string }{
		{"name", "-n, --name NAME", "keep it under NAME"},
		{"style", "    --style[=STYLE]", "print it in STYLE text or json"},
		{"keep", "-k, --keep", "accept again"},
		{"max", "    --max N", "run at most N at once (default: 100)"},
		{"size", "    --size N", "read N bytes (at once; default: 8)"},
		{"backlog", "    --backlog N", "let N wait; by default as many as the kernel allows"},
		{"none", "    --none N", "N of them"},
	} {
		f := fs.Lookup(c.name)
		if form, text := flags.FormOf(f).String(), flags.Plain(flags.Text(f)); form != c.form || text != c.text {
			t.Errorf("%s: %q, %q, want %q, %q", c.name, form, text, c.form, c.text)
		}
	}
}
