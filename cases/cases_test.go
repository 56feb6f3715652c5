// Package cases_test runs testdata/cases: the kernel's own test cases, as lines of a shell.
package cases_test

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var table = flag.Bool("table", false, "print how many cases of each call have passed")

const (
	atOnce = 4                // cases wait more than they compute
	limit  = 60 * time.Second // of a case; one makes 150 connections
)

// bin is the directory of the sock that the cases run: the program itself, not a test binary.
var bin string

// TestMain builds sock, and sets how many cases run at once.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", strconv.Itoa(atOnce)); err != nil {
		panic(err)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cases")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	build := exec.Command("go", "build", "-trimpath", "-buildvcs=false", "-o", filepath.Join(dir, "sock"), "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	if err := os.Chmod(dir, 0o755); err != nil { // a case may give up its privileges, and must still find sock
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	bin = dir
	return m.Run()
}

// blocks reads all files of cases.
func blocks(t *testing.T) (list []*block) {
	t.Helper()
	files, err := filepath.Glob("../testdata/cases/*.case")
	if err != nil || len(files) == 0 {
		t.Fatal("no cases", err)
	}
	others, err := filepath.Glob("../testdata/cases/more/*.case")
	if err != nil || len(others) == 0 {
		t.Fatal("no further cases", err)
	}
	files = append(files, others...)
	for _, file := range files {
		more, err := readBlocks(file)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, more...)
	}
	return list
}

// TestTable: every row of the table is a block in the file of its call, and every block is a row, except those of more.
func TestTable(t *testing.T) {
	text, err := os.ReadFile("../testdata/cases/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	wanted := map[string]string{} // from id to call
	for _, row := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		fields := strings.Split(row, "\t")
		wanted[fields[0]] = fields[1]
	}
	seen := map[string]bool{}
	for _, b := range blocks(t) {
		call, ok := wanted[b.id]
		switch {
		case b.more && !ok && strings.HasPrefix(b.id, "more-") && !seen[b.id]:
			seen[b.id] = true
		case b.more:
			t.Errorf("more/%s.case:%d: %s does not begin with more-, or stands twice", b.call, b.line, b.id)
		case !ok:
			t.Errorf("%s.case:%d: %s is no row, or stands twice", b.call, b.line, b.id)
		case call != b.call:
			t.Errorf("%s.case:%d: %s belongs to %s.case", b.call, b.line, b.id, call)
		}
		delete(wanted, b.id)
	}
	for id, call := range wanted {
		t.Errorf("%s.case lacks %s", call, id)
	}
}

// A verdict is the result of a case.
type verdict int

const (
	failed verdict = iota
	passed
	notHere // the kernel refused a probe
)

// TestCases runs every case.
func TestCases(t *testing.T) {
	if testing.Short() {
		t.Skip("needs a network namespace")
	}
	var tally tally
	list := blocks(t)
	t.Run("case", func(t *testing.T) {
		for _, b := range list {
			t.Run(b.id, func(t *testing.T) {
				t.Parallel()
				tally.count(b, play(t, b))
			})
		}
	})
	if *table {
		fmt.Print(tally.String())
	}
}

// play runs one case with every value of its parameters, and returns the worst verdict.
func play(t *testing.T, b *block) verdict {
	list, err := b.variants()
	if err != nil {
		t.Error(err)
		return failed
	}
	worst := passed
	for _, v := range list {
		if one := inShell(t, v); one != passed {
			worst = one
		}
		if worst == failed {
			break
		}
	}
	return worst
}

// inShell runs one variant of a case in a shell of its own.
func inShell(t *testing.T, v *variant) verdict {
	dir, err := os.MkdirTemp("", "c") // short: a UNIX path has 107 bytes
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	s, err := newShell(dir, bin, limit)
	if err != nil {
		t.Errorf("no shell: %v", err)
		return failed
	}
	defer s.close()
	return v.play(t, s)
}

// play runs step after step. The first that fails ends the case.
func (v *variant) play(t *testing.T, s *shell) verdict {
	type job struct {
		step *step
		wait func() (result, error)
	}
	var jobs []job
	for _, step := range v.steps {
		if step.kind == background {
			wait, err := s.start(step.text)
			if err != nil {
				t.Error(err)
				return failed
			}
			jobs = append(jobs, job{step, wait})
			continue
		}
		r, err := s.run(step.text)
		if step.kind == probe && err == nil && r.refused() {
			t.Logf("not on this machine: %s\n%s", step.text, r.stderr)
			return notHere
		}
		if !v.good(t, step, r, err) {
			return failed
		}
	}
	for _, j := range jobs {
		r, err := j.wait()
		if !v.good(t, j.step, r, err) {
			return failed
		}
	}
	return passed
}

// refused reports whether the kernel refused a probe. It is no refusal if sock does not know the command, or the shell
// does not know the program. setpriv ends with 127 too if the kernel refuses its request.
func (r result) refused() bool {
	switch r.status {
	case 0, 64, 70:
		return false
	case 126, 127:
		return strings.HasPrefix(r.stderr, "setpriv: ")
	}
	return true
}

// good reports a step that failed, with the lines, what was expected and what was received.
func (v *variant) good(t *testing.T, s *step, r result, err error) bool {
	t.Helper()
	wrong := s.objections(r)
	if err != nil {
		wrong = append(wrong, err.Error())
	}
	if len(wrong) == 0 {
		return true
	}
	var text strings.Builder
	fmt.Fprintf(&text, "%s.case:%d: %s: %s\n", v.call, v.line, v.id, v.title)
	for _, other := range v.steps {
		fmt.Fprintf(&text, "%c %s\n", other.kind, other.text)
		if other == s {
			break
		}
	}
	fmt.Fprintf(&text, "expected: %s\ngot status %d\n[stdout]\n%s\n[stderr]\n%s", strings.Join(wrong, "; "), r.status, r.stdout, r.stderr)
	t.Error(text.String())
	return false
}

// A tally counts verdicts by call.
type tally struct {
	mu    sync.Mutex
	calls map[string]*[3]int // of the table
	more  [3]int             // outside it
}

func (t *tally) count(b *block, v verdict) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if b.more {
		t.more[v]++
		return
	}
	if t.calls == nil {
		t.calls = map[string]*[3]int{}
	}
	if t.calls[b.call] == nil {
		t.calls[b.call] = new([3]int)
	}
	t.calls[b.call][v]++
}

// String returns the table.
func (t *tally) String() string {
	var text strings.Builder
	line := func(call string, n [3]int) {
		fmt.Fprintf(&text, "%-12s %6d %6d %6d %6d\n", call, n[passed], n[failed], n[notHere], n[passed]+n[failed]+n[notHere])
	}
	fmt.Fprintf(&text, "%-12s %6s %6s %6s %6s\n", "call", "passed", "failed", "not on this machine", "total")
	var names []string
	for name := range t.calls {
		names = append(names, name)
	}
	slices.Sort(names)
	var all [3]int
	for _, name := range names {
		n := *t.calls[name]
		line(name, n)
		for v := range all {
			all[v] += n[v]
		}
	}
	line("all", all)
	line("more", t.more)
	return text.String()
}
