package man_test

import (
	"strings"
	"testing"

	"sock/man"

	"github.com/spf13/cobra"
)

// hard is a command whose texts have all that roff would take for its own.
func hard() *cobra.Command {
	root := &cobra.Command{Use: "sock [flags] WORD [ARG...]", Short: "sockets", Long: "Words.\n"}
	root.PersistentFlags().String("trace", "", "print every call (to `FILE`)")
	root.PersistentFlags().Lookup("trace").NoOptDefVal = "-"
	c := &cobra.Command{
		Use:   "hard [flags] NAME[=VALUE]... {read|write} [-- COMMAND [ARG...]]",
		Short: "In case of \"doubt\", .dots and \\backslashes",
		Long: `.Sh starts this text, see connect(2), (bind(2)), accept(2)/poll(2) and 'recv(2)'s.
'tis a quote, <angle> words, a~b^c` + "`d`" + `, C:\new\fB and "Ar" Ar quoted. E.g. --hold, "--on=REF", [-o/--opt] or -- . Is it?

	indented by a tab
	  .more	tab

	'last "line" -x \n with a length of far more than eighty characters, which mandoc does not mind here

A café – “quoted” … costs 3 €. (One sentence.) Another!
One that is so long that it does not fit into a line: abcdefgh ijklmnop qrstuvwx yz012345 e.g. and so forth.
  .half indented
Done.`,
		Example: `  # Copy a file.
  sock hard 'a\n' -- sh -c "cat <<'E'
    .indented
  E"

  # with a comment
  # of two lines
  sock hard x`,
		Run: func(*cobra.Command, []string) {},
	}
	c.Flags().SortFlags = false
	c.Flags().StringP("dots", "d", "...", "`NAME[=VALUE]`; .dots and \\e stay, Ns too")
	c.Flags().CountP("count", "v", "say more")
	c.Flags().Bool("hidden", false, "not shown")
	c.Flags().Lookup("hidden").Hidden = true
	root.AddCommand(c)
	return c
}

// TestEscapes shows that text stays text.
func TestEscapes(t *testing.T) {
	c := hard()
	lint(t, man.File(c), man.Page(c))
	lossless(t, c)
	lint(t, "sock.1", man.Page(c.Parent()))
}

// TestSpelling pins how options and arguments look.
func TestSpelling(t *testing.T) {
	shown := strings.Join(words(render(t, man.Page(hard()))["SYNOPSIS"]), " ")
	want := "sock hard [FLAG...] NAME[=VALUE]... {read|write} [-- COMMAND [ARG...]]"
	if shown != want {
		t.Errorf("SYNOPSIS\n got %s\nwant %s", shown, want)
	}
}

// TestReferenceOrder pins SEE ALSO: by section, then by name, each once.
func TestReferenceOrder(t *testing.T) {
	shown := strings.Join(words(render(t, man.Page(hard()))["SEE ALSO"]), " ")
	want := "sock(1), accept(2), bind(2), connect(2), poll(2), recv(2)"
	if !strings.HasPrefix(shown, want) {
		t.Errorf("SEE ALSO\n got %s\nwant %s", shown, want)
	}
}
