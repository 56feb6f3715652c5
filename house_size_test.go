package main_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const (
	maxFileLines     = 400
	maxFunctionLines = 60
)

// noNames are file names that say nothing about the content.
var noNames = []string{"util", "utils", "helper", "helpers", "common", "manager"}

// TestSizes reads every source file that is no test: files and functions stay small, no file is called util, and no
// code runs before main.
func TestSizes(t *testing.T) {
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		name := entry.Name()
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && path != "."):
			return filepath.SkipDir
		case filepath.Ext(name) == ".go" && !strings.HasSuffix(name, "_test.go"):
			checkSource(t, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkSource(t *testing.T, path string) {
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if n := bytes.Count(source, []byte("\n")); n > maxFileLines {
		t.Errorf("%s has %d lines, more than %d", path, n, maxFileLines)
	}
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, path, source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file.Name.Name, strings.TrimSuffix(filepath.Base(path), ".go")} {
		if slices.Contains(noNames, name) {
			t.Errorf("%s: %s says nothing of what is in it", path, name)
		}
	}
	for _, decl := range file.Decls {
		if f, ok := decl.(*ast.FuncDecl); ok {
			checkFunction(t, positions, f)
		}
	}
}

func checkFunction(t *testing.T, positions *token.FileSet, f *ast.FuncDecl) {
	begin, end := positions.Position(f.Pos()), positions.Position(f.End())
	if n := end.Line - begin.Line + 1; n > maxFunctionLines {
		t.Errorf("%s: %s has %d lines, more than %d", begin, f.Name.Name, n, maxFunctionLines)
	}
	if f.Recv == nil && f.Name.Name == "init" && begin.Filename != "main.go" { // only an init function can keep main on the main thread
		t.Errorf("%s: an init function; a constructor is seen where it is called", begin)
	}
}
