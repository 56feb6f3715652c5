package cases_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A block is one case: its id, its lines and what each must do. testdata/cases/README.md describes the format.
type block struct {
	id, title string
	call      string // the name of the file, without its extension
	more      bool   // not a row of the table
	line      int    // where it starts
	lines     []string
}

// A step is one line of input.
type step struct {
	kind   kind
	text   string
	status int
	name   string           // of the errno, which standard error must show; "" for none
	stdout []string         // lines: " text" is equal to it, "~regexp" matches
	silent bool             // standard output must be empty
	stderr []*regexp.Regexp // each matches a line
}

// A kind is how a step runs.
type kind byte

const (
	probe      kind = '?' // if the kernel refuses it, the machine cannot run the case
	foreground kind = '$'
	background kind = '&'
)

// readBlocks reads a file of cases.
func readBlocks(path string) (list []*block, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	call := strings.TrimSuffix(filepath.Base(path), ".case")
	more := filepath.Base(filepath.Dir(path)) == "more"
	number := 0
	for line := range strings.Lines(string(text)) {
		number++
		line = strings.TrimSuffix(line, "\n")
		switch title, begins := strings.CutPrefix(line, "== "); {
		case begins:
			id, title, _ := strings.Cut(title, " ")
			list = append(list, &block{id: id, title: strings.TrimSpace(title), call: call, more: more, line: number})
		case line == "" || line[0] == '#':
		case len(list) == 0:
			return nil, fmt.Errorf("%s:%d: before the first == ID", path, number)
		default:
			b := list[len(list)-1]
			b.lines = append(b.lines, line)
		}
	}
	return list, nil
}

// A variant is a block with a value for each of its parameters.
type variant struct {
	*block
	steps []*step
}

// variants returns the block with each combination of its parameters' values.
func (b *block) variants() (list []*variant, err error) {
	values := []map[string]string{{}}
	for _, line := range b.lines {
		if parameter, ok := strings.CutPrefix(line, "% "); ok {
			values = withEach(values, parameter)
		}
	}
	ways := alternatives(b.lines)
	if len(ways) == 0 {
		return nil, fmt.Errorf("%s.case:%d: an either without its then, or a then without its either", b.call, b.line)
	}
	seen := map[string]bool{} // a value that a way does not use makes no further variant
	for _, lines := range ways {
		for _, v := range values {
			text := replaced(strings.Join(lines, "\n"), v)
			if seen[text] {
				continue
			}
			seen[text] = true
			one := &variant{block: b}
			for line := range strings.SplitSeq(text, "\n") {
				if err := one.add(line); err != nil {
					return nil, fmt.Errorf("%s.case:%d: %w", b.call, b.line, err)
				}
			}
			list = append(list, one)
		}
	}
	return list, nil
}

// alternatives returns the lines without the parameters, once for each branch of an either ... or ... then.
func alternatives(lines []string) [][]string {
	done := [][]string{nil} // up to the last then
	var ways [][]string     // since the last either
	for _, line := range lines {
		switch {
		case strings.HasPrefix(line, "% "):
		case line == "either", line == "or":
			ways = append(ways, nil)
		case line == "then":
			done, ways = joined(done, ways), nil
		case ways != nil:
			ways[len(ways)-1] = append(ways[len(ways)-1], line)
		default:
			done = joined(done, [][]string{{line}})
		}
	}
	if ways != nil {
		return nil
	}
	return done
}

// joined appends each of the ends to each of the beginnings.
func joined(begins, ends [][]string) (list [][]string) {
	for _, begin := range begins {
		for _, end := range ends {
			list = append(list, slices.Concat(begin, end))
		}
	}
	return list
}

// withEach combines the values with each value of one parameter, which starts with its name. Names joined by commas
// have their values together.
func withEach(values []map[string]string, parameter string) (list []map[string]string) {
	fields := strings.Fields(parameter)
	names := strings.Split(fields[0], ",")
	for _, v := range values {
		for _, field := range fields[1:] {
			more := maps.Clone(v)
			for i, value := range strings.SplitN(field, ",", len(names)) {
				more[names[i]] = value
			}
			list = append(list, more)
		}
	}
	return list
}

// replaced puts the values in place of $NAME. Other names are left to the shell.
func replaced(line string, values map[string]string) string {
	return regexp.MustCompile(`\$\w+`).ReplaceAllStringFunc(line, func(name string) string {
		if value, ok := values[name[1:]]; ok {
			return value
		}
		return name
	})
}

// add parses one line of the block.
func (v *variant) add(line string) error {
	mark, text, _ := strings.Cut(line, " ")
	switch mark {
	case "$", "&", "?":
		v.steps = append(v.steps, &step{kind: kind(mark[0]), text: text})
		return nil
	}
	if len(v.steps) == 0 {
		return fmt.Errorf("%q: nothing has been typed yet", line)
	}
	return v.steps[len(v.steps)-1].add(mark, text, line)
}

// add parses a line that describes the step further.
func (s *step) add(mark, text, line string) error {
	switch {
	case mark == "":
		s.text += "\n" + text
	case mark == "!":
		number, name, _ := strings.Cut(text, " ")
		status, err := strconv.Atoi(number)
		s.status, s.name = status, name
		return err
	case line == ">":
		s.silent = true
	case mark == ">":
		s.stdout = append(s.stdout, " "+text)
	case mark == "~":
		s.stdout = append(s.stdout, "~"+text)
		_, err := regexp.Compile(text)
		return err
	case mark == "2~":
		re, err := regexp.Compile(text)
		s.stderr = append(s.stderr, re)
		return err
	default:
		return fmt.Errorf("%q begins with none of == %% $ & ? ! > ~ 2~ # and a blank", line)
	}
	return nil
}

// A result is the outcome of a step.
type result struct {
	status         int
	stdout, stderr string
}

// objections are sentences about each difference from what is expected.
func (s *step) objections(r result) (list []string) {
	object := func(format string, args ...any) { list = append(list, fmt.Sprintf(format, args...)) }
	if r.status != s.status {
		object("status %d, want %d", r.status, s.status)
	}
	if s.name != "" && !strings.Contains(r.stderr, ": "+s.name+" (") {
		object("standard error does not name %s", s.name)
	}
	if (len(s.stdout) > 0 || s.silent) && !matches(lines(r.stdout), s.stdout) {
		object("standard output is not\n%s", strings.Join(s.stdout, "\n"))
	}
	for _, re := range s.stderr {
		if !slices.ContainsFunc(lines(r.stderr), re.MatchString) {
			object("no line of standard error matches %s", re)
		}
	}
	return list
}

// lines splits a text, whose last line may lack its newline.
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(strings.TrimSuffix(text, "\n"), "\n")
}

// matches compares line by line.
func matches(got, want []string) bool {
	if len(got) != len(want) {
		return false
	}
	for i, w := range want {
		if w[0] == '~' && !regexp.MustCompile("^(?:"+w[1:]+")$").MatchString(got[i]) || w[0] == ' ' && w[1:] != got[i] {
			return false
		}
	}
	return true
}
