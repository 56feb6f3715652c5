package cases_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// A stop is a part of the tour that sock help cases shows: what is typed, what appears, and why.
type stop struct {
	title string
	typed []typed
	why   string
}

// typed is a line after a prompt. The lines are what appears.
type typed struct {
	line    string
	appears []string
}

// stops reads the stops from the page. An indented prompt starts one, and the paragraphs around it are its title and
// its reason.
func stops(page string) (list []*stop) {
	before := ""
	for part := range strings.SplitSeq(page, "\n\n") {
		switch {
		case strings.HasPrefix(part, "    $ "):
			list = append(list, &stop{title: before, typed: typedIn(part)})
		case len(list) > 0 && list[len(list)-1].why == "":
			list[len(list)-1].why = part
		}
		before = part
	}
	return list
}

func typedIn(part string) (list []typed) {
	for _, line := range lines(part) {
		line = strings.TrimPrefix(line, "    ")
		if text, ok := strings.CutPrefix(line, "$ "); ok {
			list = append(list, typed{line: text})
			continue
		}
		last := &list[len(list)-1] // a stop starts with a prompt
		last.appears = append(last.appears, line)
	}
	return list
}

// tourPage returns the page as a reader sees it.
func tourPage(t *testing.T) string {
	t.Helper()
	page, err := exec.Command(filepath.Join(bin, "sock"), "help", "cases").Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

// TestTourPage: thirty stops of three to six lines, each with a title and a reason that names a manual page, and no
// line too long.
func TestTourPage(t *testing.T) {
	page := tourPage(t)
	prompts := 0
	list := stops(page)
	if len(list) != 30 {
		t.Errorf("%d stops, want 30", len(list))
	}
	for _, s := range list {
		prompts += len(s.typed)
		if n := len(s.typed); n < 3 || n > 6 {
			t.Errorf("%s: %d lines to type", s.title, n)
		}
		if strings.Contains(s.title, "\n") || strings.HasSuffix(s.title, ".") {
			t.Errorf("%q is no title", s.title)
		}
		if !regexp.MustCompile(`\b\w+\([1-9]\)`).MatchString(s.why) || !strings.HasSuffix(strings.TrimSpace(s.why), ".") {
			t.Errorf("%s: the reason is %q", s.title, s.why)
		}
	}
	if n := strings.Count(page, "\n    $ "); n != prompts {
		t.Errorf("%d lines have a prompt, of which %d are in stops", n, prompts)
	}
	for _, line := range lines(page) {
		if len(line) > 79 {
			t.Errorf("too long for a terminal: %s", line)
		}
	}
}

// TestTour types every line of every stop, and compares what appears.
func TestTour(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a network namespace")
	}
	for _, s := range stops(tourPage(t)) {
		t.Run(s.title, func(t *testing.T) {
			t.Parallel()
			dir, err := os.MkdirTemp("", "c")
			if err != nil {
				t.Fatal(err)
			}
			defer os.RemoveAll(dir)
			shell, err := newShell(dir, bin, limit)
			if err != nil {
				t.Fatal(err)
			}
			defer shell.close()
			s.walk(t, shell)
		})
	}
}

// walk types one line after the other, with both outputs on one terminal.
func (s *stop) walk(t *testing.T, shell *shell) {
	stands := standins{}
	for _, one := range s.typed {
		r, err := shell.run("{ " + one.line + "\n} 2>&1")
		if err != nil {
			t.Fatalf("$ %s: %v", one.line, err)
		}
		if !stands.match(lines(r.stdout), one.appears) {
			t.Fatalf("$ %s\n%s\nthe page shows\n%s", one.line, r.stdout, strings.Join(one.appears, "\n"))
		}
	}
}

// standins are capitalized words that stand for values that differ from run to run, with the values they have stood
// for.
type standins map[string]string

// match compares line by line. A word stands for one value only, and no two words for the same.
func (s standins) match(got, want []string) bool {
	return slices.EqualFunc(got, want, s.matchLine)
}

func (s standins) matchLine(got, want string) bool {
	var words []string
	pattern := regexp.MustCompile(`\b(?:TIME|PORT2?|N)\b`).ReplaceAllStringFunc(regexp.QuoteMeta(want), func(word string) string {
		words = append(words, word)
		if word == "TIME" {
			return `(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z)`
		}
		return `([1-9]\d*)`
	})
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(got)
	if found == nil {
		return false
	}
	for i, value := range found[1:] {
		for word, other := range s {
			if (word == words[i]) != (other == value) {
				return false
			}
		}
		s[words[i]] = value
	}
	return true
}

// TestStandins: words in capitals are variables, other text is literal.
func TestStandins(t *testing.T) {
	for _, c := range []struct {
		got, want string
		good      bool
	}{
		{"hello", "hello", true},
		{"hello\n", "hello", false},
		{"hallo", "h.llo", false},
		{"127.0.0.1:40000", "127.0.0.1:PORT", true},
		{"127.0.0.1:0", "127.0.0.1:PORT", false},
		{"127.0.0.1:PORT", "127.0.0.1:PORT", false},
		{"1 1", "PORT PORT", true},
		{"1 2", "PORT PORT", false},
		{"1 2", "PORT PORT2", true},
		{"1 1", "PORT PORT2", false},
		{"2026-11-22T03:35:51.505046938Z - 5", "TIME - 5", true},
		{"03:35 - 5", "TIME - 5", false},
	} {
		if (standins{}).match([]string{c.got}, []string{c.want}) != c.good {
			t.Errorf("%q as %q: %v", c.got, c.want, !c.good)
		}
	}
	if (standins{}).match(nil, []string{"x"}) || (standins{}).match([]string{"x"}, nil) {
		t.Error("a line more or less is taken")
	}
}

// TestTourPlace types the lines that create a directory for a stop, exit, and the lines again, and checks that each
// directory is new.
func TestTourPlace(t *testing.T) {
	_, rest, found := strings.Cut(tourPage(t), "\n\n    export SOCK_DIR")
	if !found {
		t.Fatal("the page does not say where to begin")
	}
	place, _, _ := strings.Cut("export SOCK_DIR"+rest, "\n\n")
	stop := place + `
pwd; ls; echo $SOCK_DIR; sock connect 127.0.0.1:5000
sock socket --bind 127.0.0.1:5000 --hold s
sock close s
sock socket --bind 127.0.0.1:5000 --hold s -o SO_REUSEADDR # which stays held
exit
`
	bash := exec.Command("bash", "--norc", "--noprofile")
	bash.Env = []string{"PATH=" + bin + ":" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir(), "SHELL=/bin/bash", "LC_ALL=C", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR")}
	bash.Stdin = strings.NewReader(stop + "first=$SOCK_DIR\n" + stop + "sock close s; SOCK_DIR=$first sock close s\n")
	out, err := bash.CombinedOutput()
	one := `(\S+)\n(\S+)\nsock: connect 127\.0\.0\.1:5000: ECONNREFUSED \(Connection refused\)\n(?:127\.0\.0\.1:5000\n){2}`
	m := regexp.MustCompile("^" + one + one + "$").FindStringSubmatch(string(out))
	if m == nil || m[1] != m[2] || m[3] != m[4] || m[1] == m[3] {
		t.Errorf("%s\n%s%v", stop, out, err)
	}
}
