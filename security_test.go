package main_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSecurity: every promise of SECURITY.md names tests, and each of them exists.
func TestSecurity(t *testing.T) {
	text, err := os.ReadFile("SECURITY.md")
	if err != nil {
		t.Fatal(err)
	}
	inGo := testNames(t)
	rows, names := 0, regexp.MustCompile("`([^`]+)`")
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(strings.Trim(line, "|\n"), "|")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| promise |") {
			continue
		}
		rows++
		tests := names.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(cells) != 2 || len(tests) == 0 {
			t.Errorf("no test keeps this promise: %s", line)
		}
		for _, name := range tests {
			if problem := missing(name[1], inGo); problem != "" {
				t.Errorf("%s: %s", strings.TrimSpace(cells[0]), problem)
			}
		}
	}
	if rows < 20 {
		t.Errorf("%d promises are found: has the form of the tables changed?", rows)
	}
}

// missing says what is wrong with the name of a test: one in Go, or a script.
func missing(name string, inGo map[string]bool) string {
	if regexp.MustCompile(`^(Test|Fuzz)[A-Z]`).MatchString(name) {
		if !inGo[name] {
			return "no test is named " + name
		}
		return ""
	}
	if _, err := os.Stat(filepath.Join("testdata/script", name+".txtar")); err != nil {
		return fmt.Sprintf("no script is named %s", name)
	}
	return ""
}

// testNames returns the tests and fuzz targets of all packages.
func testNames(t *testing.T) map[string]bool {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", `{{$d := .Dir}}{{range .TestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}{{range .XTestGoFiles}}{{$d}}/{{.}}{{"\n"}}{{end}}`, "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	for file := range strings.FieldsSeq(string(out)) {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(\w+ \*testing\.[TF]\)`).FindAllStringSubmatch(string(source), -1) {
			found[name[1]] = true
		}
	}
	return found
}

func TestMissing(t *testing.T) {
	inGo := map[string]bool{"TestQuota": true}
	for name, want := range map[string]string{
		"TestQuota": "", "hold_user": "", "TestQuotas": "no test is named TestQuotas", "hold_users": "no script is named hold_users",
	} {
		if got := missing(name, inGo); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
}
