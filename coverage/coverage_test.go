package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const code = `package p

func (d *Door) Read(n int) error {
	if n < 0 || n > 9 {
		if n == -1 {
			return errOne
		}
		return errMany
	}
	switch n {
	case 1:
		return nil
	case 2:
		return errTwo
	}
	return nil
}
`

// spans of code; the last number of each is how often it was reached.
var spans = map[string]string{
	"begin": "sock/p/p.go:3.34,4.20 1 ",
	"outer": "sock/p/p.go:4.20,5.14 1 ",
	"inner": "sock/p/p.go:5.14,7.4 1 ",
	"many":  "sock/p/p.go:8.3,8.17 1 ",
	"rest":  "sock/p/p.go:10.2,10.11 1 ",
	"one":   "sock/p/p.go:11.9,12.13 1 ",
	"two":   "sock/p/p.go:13.9,14.16 1 ",
	"void":  "sock/p/p.go:15.3,15.4 0 ",
	"end":   "sock/p/p.go:16.2,16.12 1 ",
}

// profile returns a profile in which the named spans are not covered.
func profile(uncovered string) string {
	text := "mode: atomic\n"
	for name, s := range spans {
		times := "1"
		if strings.Contains(uncovered, name) {
			times = "0"
		}
		text += s + times + "\n" + s + "0\n"
	}
	return text
}

// result runs the program on code, and returns the faults that it prints.
func result(t *testing.T, profile, page string) (faults string, err error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("p", 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"p/p.go": code, "profile": profile, "page": page} {
		if err := os.WriteFile(filepath.Clean(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var table, wrong strings.Builder
	err = run([]string{"profile", "page"}, &table, &wrong)
	if !strings.Contains(table.String(), "sock/p ") && err == nil {
		t.Errorf("no row of the package:\n%s", &table)
	}
	return wrong.String(), err
}

// TestFaults: every fault is printed, with the row that is missing.
func TestFaults(t *testing.T) {
	const few = "sock/p: 87.5 % of the statements are covered, not more than 90 %\n"
	for _, c := range []struct{ name, uncovered, page, want string }{
		{"all is covered", "", "# Page\n", ""},
		{"no row", "two", "", "sock/p/p.go:13: not covered, and no row in ## sock/p:\n\t| `Door.Read` | `case 2:` | |\n" + few},
		{"a row", "two", "## sock/p\n| `Door.Read` | `case 2:` | why |\n", few},
		{
			"a row of another package", "two", "## sock/q\n| `Door.Read` | `case 2:` | why |\n",
			"sock/p/p.go:13: not covered, and no row in ## sock/p:\n\t| `Door.Read` | `case 2:` | why |\n" + few +
				"line 2 of the page: covered or gone: Door.Read of sock/q: case 2:\n",
		},
		{"a stale row", "", "## sock/p\n\n| `Door.Read` | `case 2:` | why |\n", "line 3 of the page: covered or gone: Door.Read of sock/p: case 2:\n"},
		{"one too many", "two", "## sock/p\n| `Door.Read` | `case 2:` ×2 | why |\n", few + "line 2 of the page: covered or gone: Door.Read of sock/p: case 2:\n"},
		{"a block that is reached sometimes", "", "## sock/p\n| `Door.Read` | `case 2:` | Sometimes: why |\n", ""},
		{"an empty block", "void", "", ""},
		{"no reason", "two", "## sock/p\n| `Door.Read` | `case 2:` | |\n", "line 2 of the page: no reason for Door.Read of sock/p\n" + few},
		{
			"a block and what is in it, with a bar", "outer inner many", "## sock/p\n| `Door.Read` | `if n < 0 \\|\\| n > 9 {` | why |\n",
			strings.Replace(few, "87.5", "62.5", 1),
		},
		{
			"two blocks in a row", "one two", "## sock/p\n| `Door.Read` | `case 1:`, `case 2:` | why |\n",
			strings.Replace(few, "87.5", "75.0", 1),
		},
		{
			"what follows a return", "rest one two end", "## sock/p\n| `Door.Read` | `switch n {` | why |\n",
			strings.Replace(few, "87.5", "50.0", 1),
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := result(t, profile(c.uncovered), c.page)
			if got != c.want || (err == nil) != (c.want == "") {
				t.Errorf("%v\n%s\nwant\n%s", err, got, c.want)
			}
		})
	}
}

// TestUnreadable: a malformed profile and a row without a reason are errors.
func TestUnreadable(t *testing.T) {
	for _, c := range []struct{ name, profile, page, want string }{
		{"no profile", "", "", "no profile"},
		{"no line", "mode: set\nx\n", "", "no line of a profile"},
		{"other sources", profile("end") + "sock/p/p.go:99.1,99.2 1 0\n", "", "no line 99"},
		{"no block", profile(""), "## sock/p\n| `f` | x | why |\n", "no block"},
		{"a cell too few", profile(""), "## sock/p\n| `f` | `x` |\n", "line 2 of the page: want | function"},
	} {
		if _, err := result(t, c.profile, c.page); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}

// TestTable: the sum is that of all packages.
func TestTable(t *testing.T) {
	var out strings.Builder
	printTable(&out, []*pkg{{name: "sock/p", statements: 8, covered: 6, blocks: []*block{{}, {}}}, {name: "sock/q", statements: 2, covered: 2}})
	want := `package                statements  covered       %  blocks
sock/p                          8        6    75.0       2
sock/q                          2        2   100.0       0
all                            10        8    80.0       2
`
	if out.String() != want {
		t.Errorf("\n%s", &out)
	}
}
