package flags_test

import (
	"slices"
	"testing"

	"github.com/spf13/pflag"

	"sock/cmd/flags"
)

func rules() []flags.Rule {
	return []flags.Rule{
		flags.Required("want --hold NAME or -- COMMAND", "hold", "a COMMAND"),
		flags.Of("hold").Cannot("a COMMAND", "keep"),
		flags.Of("as").Needs("a COMMAND"),
		flags.Of("max").Needs("keep", "serve"),
		flags.Of("idle", "eof").NoEffect("hold").Hint("no data moves"),
		flags.Apart("count", "all", "match"),
		flags.Of("stdin=each").Cannot("eof=quit"),
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		args  []string
		other []string
		want  string
	}{
		{nil, nil, "want --hold NAME or -- COMMAND"},
		{[]string{"--hold=a"}, nil, ""},
		{[]string{"--hold=a"}, []string{"a COMMAND"}, "--hold cannot be used with a COMMAND"},
		{[]string{"--hold=a", "--keep=x"}, nil, "--hold cannot be used with --keep"},
		{[]string{"--hold=a", "--as=3"}, nil, "--as needs a COMMAND"},
		{[]string{"--max=3"}, []string{"a COMMAND"}, "--max needs --keep or --serve"},
		{[]string{"--max=3", "--serve=x"}, []string{"a COMMAND"}, ""},
		{[]string{"--hold=a", "--eof=quit"}, nil, "--eof has no effect with --hold"},
		{[]string{"--match=a", "--count=3"}, []string{"a COMMAND"}, "--count cannot be used with --match"},
		{[]string{"--stdin=each", "--eof=quit"}, []string{"a COMMAND"}, "--stdin each cannot be used with --eof quit"},
		{[]string{"--stdin=all", "--eof=quit"}, []string{"a COMMAND"}, ""},
	} {
		fs := pflag.NewFlagSet("", pflag.ContinueOnError)
		for _, name := range []string{"hold", "keep", "as", "max", "serve", "idle", "eof", "count", "all", "match", "stdin"} {
			fs.String(name, "", "")
		}
		if err := fs.Parse(c.args); err != nil {
			t.Fatal(err)
		}
		got := ""
		if err := flags.Check(flags.Line{Flags: fs, Other: c.other}, rules()); err != nil {
			got = err.Error()
		}
		if got != c.want {
			t.Errorf("%q %q: %q, want %q", c.args, c.other, got, c.want)
		}
	}
}

func TestExclusive(t *testing.T) {
	got := flags.Exclusive(rules())
	for _, pair := range [][2]string{{"hold", "keep"}, {"count", "match"}, {"match", "count"}} {
		if !slices.Contains(got, pair) {
			t.Errorf("%v is not among %v", pair, got)
		}
	}
	if len(got) != 7 {
		t.Errorf("%d pairs, want 7: %v", len(got), got)
	}
}

func TestAbout(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"hold", "cannot be used with a COMMAND or --keep"},
		{"keep", "cannot be used with --hold"},
		{"max", "needs --keep or --serve"},
		{"all", "cannot be used with --count or --match"},
		{"idle", "has no effect with --hold"},
		{"stdin", ""},
		{"nosuch", ""},
	} {
		if got := flags.About(rules(), c.name); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}
