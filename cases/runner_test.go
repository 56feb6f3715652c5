package cases_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestObjections: every way in which a step can fail is reported, and a step that succeeds is not.
func TestObjections(t *testing.T) {
	for _, c := range []struct {
		says string // what is below the line
		got  result
		want string // part of the objections; "" for none
	}{
		{"", result{stdout: "anything\n"}, ""},
		{"", result{status: 1}, "status 1, want 0"},
		{"! 22 EINVAL", result{status: 22, stderr: "sock: bind x: EINVAL (Invalid argument)\n"}, ""},
		{"! 22 EINVAL", result{status: 22, stderr: "sock: bind x: EIO (EINVAL)\n"}, "does not name EINVAL"},
		{"! 22 EINVAL", result{status: 0, stderr: "sock: bind x: EINVAL (Invalid argument)\n"}, "want 22"},
		{"! 61", result{status: 61}, ""},
		{"> one\n> two", result{stdout: "one\ntwo\n"}, ""},
		{"> one\n> two", result{stdout: "one\ntwo"}, ""},
		{"> one\n> two", result{stdout: "one\ntwo\n\n"}, "standard output is not"},
		{"> one", result{stdout: "one\ntwo\n"}, "standard output is not"},
		{"> o.e", result{stdout: "one\n"}, "standard output is not"},
		{"~ o.e", result{stdout: "one\n"}, ""},
		{"~ o", result{stdout: "one\n"}, "standard output is not"},
		{"~ a|one", result{stdout: "one more\n"}, "standard output is not"},
		{">", result{}, ""},
		{">", result{stdout: "\n"}, "standard output is not"},
		{"2~ t.o", result{stderr: "one\ntwo\n"}, ""},
		{"2~ ^wo", result{stderr: "one\ntwo\n"}, "no line of standard error matches"},
	} {
		b := &block{id: "id", lines: append([]string{"$ true"}, lines(c.says)...)}
		list, err := b.variants()
		if err != nil {
			t.Errorf("%q: %v", c.says, err)
			continue
		}
		got := strings.Join(list[0].steps[0].objections(c.got), "; ")
		if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%q of %+v: %q, want %q", c.says, c.got, got, c.want)
		}
	}
}

// TestRefused: a probe that the machine cannot pass is distinguished from a line that is wrong.
func TestRefused(t *testing.T) {
	for _, c := range []struct {
		got  result
		want bool
	}{
		{result{}, false},
		{result{status: 93, stderr: "sock: socket: EPROTONOSUPPORT (Protocol not supported)\n"}, true},
		{result{status: 64, stderr: "sock: unknown word \"sokcet\"\n"}, false},
		{result{status: 127, stderr: "bash: line 1: setprov: command not found\n"}, false},
		{result{status: 127, stderr: "setpriv: setresuid failed: Invalid argument\n"}, true},
		{result{status: 1}, true},
	} {
		if got := c.got.refused(); got != c.want {
			t.Errorf("%+v: %v", c.got, got)
		}
	}
}

// TestVariants: every combination of independent parameters, and joined ones together.
func TestVariants(t *testing.T) {
	b := &block{lines: []string{"% a 1 2", "% b,c x,y z,", "$ echo $a $b $c $abc", "> $b$a"}}
	list, err := b.variants()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range list {
		got = append(got, v.steps[0].text+v.steps[0].stdout[0])
	}
	want := "echo 1 x y $abc x1|echo 1 z  $abc z1|echo 2 x y $abc x2|echo 2 z  $abc z2"
	if strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
	b = &block{lines: []string{"% a 1 2", "$ one", "either", "$ two", "or", "> $a", "$ three", "then", "$ four"}}
	list, err = b.variants()
	if err != nil {
		t.Fatal(err)
	}
	got = nil
	for _, v := range list {
		var all []string
		for _, s := range v.steps {
			all = append(all, s.text+strings.Join(s.stdout, ""))
		}
		got = append(got, strings.Join(all, ","))
	}
	if want := "one,two,four|one 1,three,four|one 2,three,four"; strings.Join(got, "|") != want {
		t.Errorf("%q, want %q", strings.Join(got, "|"), want)
	}
	for _, lines := range [][]string{{"$ true", "either", "$ false"}, {"$ true", "then", "$ false"}} {
		if list, err := (&block{lines: lines}).variants(); err == nil {
			t.Errorf("%q: %d variants", lines, len(list))
		}
	}
	for _, line := range []string{"> too early", "! x", "~ (", "nonsense"} {
		b := &block{lines: []string{line}}
		if line != "> too early" {
			b.lines = []string{"$ true", line}
		}
		if _, err := b.variants(); err == nil {
			t.Errorf("%q is taken", line)
		}
	}
}

// TestShell: what a line changes stays for the next one, a line with & has reached its wait, and everything ends with
// the shell.
func TestShell(t *testing.T) {
	dir, err := os.MkdirTemp("", "c")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	s, err := newShell(dir, bin, limit)
	if err != nil {
		t.Fatal(err)
	}
	defer s.close()
	run := func(line string, want result) {
		t.Helper()
		got, err := s.run(line)
		if err != nil || got != want {
			t.Errorf("%s: %+v, %v, want %+v", line, got, err, want)
		}
	}
	run("x='it'\\''s'; exec 5<.", result{})
	run(`echo "$x"; ls -d /proc/self/fd/5 >/dev/null; false | cat`, result{status: 1, stdout: "it's\n"})
	run("mkfifo fifo", result{})
	wait, err := s.start("cat fifo; exit 3")
	if err != nil {
		t.Fatal(err)
	}
	run(`echo hello >fifo`, result{})
	if got, err := wait(); err != nil || got != (result{status: 3, stdout: "hello\n"}) {
		t.Errorf("%+v, %v", got, err)
	}
	run("sock socket --unix --hold s >/dev/null && ls $SOCK_DIR", result{stdout: "s\n"})
	s.close()
	if keepers := processesOf(dir); len(keepers) > 0 {
		t.Errorf("left running: %v", keepers)
	}
}

// processesOf returns the processes that have a directory in their arguments.
func processesOf(dir string) (list []string) {
	files, _ := filepath.Glob("/proc/[0-9]*/cmdline") // the pattern is valid
	for _, file := range files {
		if args, _ := os.ReadFile(file); strings.Contains(string(args), dir) { // the process may have ended
			list = append(list, string(args))
		}
	}
	return list
}
