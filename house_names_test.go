package main_test

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// fileName is a word that may be the name of a file: sockopt/, faults/rules.go, ../bench/NOTES.md.
var fileName = regexp.MustCompile(`[\w.*-]*(?:/[\w.*-]+)*/?`)

// TestHouseFileNames checks that every file that the pages for contributors name exists. NAME stands for any name.
func TestHouseFileNames(t *testing.T) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, page := range append(pages, "CONTRIBUTING.md", "README.md", "SECURITY.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range namesIn(t, string(text)) {
			found++
			if !exists(path.Dir(page), name) {
				t.Errorf("%s names %s, which does not exist", page, name)
			}
		}
	}
	if found < 40 {
		t.Errorf("the pages name only %d files: the test overlooks some", found)
	}
}

// namesIn returns the names of files in a text: words with the extension of a source file, and words below a directory
// of the repository or at the start of a line of the layout.
func namesIn(t *testing.T, text string) (names []string) {
	t.Helper()
	top := directories(t)
	extensions := []string{".go", ".md", ".txtar", ".json", ".tsv", ".yml"}
	for line := range strings.Lines(text) {
		for _, word := range fileName.FindAllString(line, -1) {
			word = strings.TrimRight(word, ".")
			first, rest, below := strings.Cut(word, "/")
			isLayout := strings.HasPrefix(line, "    "+word) && strings.HasSuffix(word, "/")
			if isLayout || below && rest != "" && slices.Contains(top, first) || slices.Contains(extensions, path.Ext(word)) {
				names = append(names, word)
			}
		}
	}
	return names
}

// directories are those at the top of the repository. A file is none: sock is the program that make has built.
func directories(t *testing.T) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	return names
}

// exists reports whether a file is in the repository, named from its top or from the directory of the page.
func exists(dir, name string) bool {
	pattern := strings.ReplaceAll(name, "NAME", "*")
	for _, p := range []string{pattern, path.Join(dir, pattern)} {
		if files, err := filepath.Glob(p); err == nil && len(files) > 0 {
			return true
		}
	}
	return false
}
