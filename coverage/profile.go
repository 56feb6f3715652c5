package main

import (
	"cmp"
	"fmt"
	"os"
	"path"
	"slices"
	"strings"
)

// A span is one line of a profile: statements that are reached all or none.
type span struct {
	file                 string
	line, column         int // where it starts
	lastLine, lastColumn int
	statements, times    int
	covered              bool
}

// readProfile reads what go tool covdata textfmt writes.
func readProfile(file string) ([]span, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	return parseProfile(string(text))
}

// parseProfile returns the spans once each, in the order of packages, files and lines.
func parseProfile(text string) (list []span, err error) {
	mode, lines, _ := strings.Cut(text, "\n")
	if !strings.HasPrefix(mode, "mode: ") {
		return nil, fmt.Errorf("no profile: it begins with %q", mode)
	}
	for line := range strings.Lines(lines) {
		var s span
		file, rest, _ := strings.Cut(line, ":")
		if _, err := fmt.Sscanf(rest, "%d.%d,%d.%d %d %d", &s.line, &s.column, &s.lastLine, &s.lastColumn, &s.statements, &s.times); err != nil {
			return nil, fmt.Errorf("no line of a profile: %q", line)
		}
		s.file, s.covered = file, s.times > 0
		list = append(list, s)
	}
	slices.SortStableFunc(list, compareSpans)
	return unite(list), nil
}

func compareSpans(a, b span) int {
	return cmp.Or(
		cmp.Compare(path.Dir(a.file), path.Dir(b.file)), cmp.Compare(a.file, b.file),
		cmp.Compare(a.line, b.line), cmp.Compare(a.column, b.column),
	)
}

// unite merges lines for the same span that programs with different sets of packages have written.
func unite(list []span) (united []span) {
	for _, s := range list {
		if n := len(united); n > 0 && compareSpans(united[n-1], s) == 0 {
			united[n-1].covered = united[n-1].covered || s.covered
			continue
		}
		united = append(united, s)
	}
	return united
}
