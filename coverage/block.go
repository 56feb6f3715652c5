package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path"
	"strings"
)

// A block is a list of statements whose first is not reached, so none is. Nested blocks are part of it. It is
// identified by package, function and the text of its first line, so its row stays valid when other lines are edited.
type block struct {
	pkg, function, text string
	file                string
	line                int
}

// name finds the blocks of a file that are not covered.
func name(spans []span, text []byte) (list []*block, err error) {
	positions := token.NewFileSet()
	file, err := parser.ParseFile(positions, spans[0].file, text, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	lines := strings.Split(string(text), "\n")
	end := token.NoPos // the end of the list in which the last block starts
	for _, s := range spans {
		if s.statements == 0 { // an empty case
			continue
		}
		if s.line >= len(lines) {
			return nil, fmt.Errorf("%s has no line %d: the profile is of other sources", s.file, s.line)
		}
		at := positions.File(file.Pos()).LineStart(s.line) + token.Pos(s.column-1)
		if s.covered || at < end {
			continue
		}
		var function string
		function, end = enclosing(file, at)
		list = append(list, &block{path.Dir(s.file), function, strings.TrimSpace(lines[s.line-1]), s.file, s.line})
	}
	return list, nil
}

// enclosing returns the name of the declaration around a position, and the end of the innermost list of statements around it.
func enclosing(file *ast.File, at token.Pos) (function string, end token.Pos) {
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil || at < n.Pos() || at >= n.End() {
			return n == file
		}
		switch n := n.(type) {
		case *ast.FuncDecl:
			function = functionName(n)
		case *ast.ValueSpec:
			if function == "" {
				function = n.Names[0].Name
			}
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause:
			end = n.End()
		}
		return true
	})
	return function, end
}

// functionName is the name of a function, for a method with its type in front.
func functionName(f *ast.FuncDecl) string {
	if f.Recv == nil {
		return f.Name.Name
	}
	of := f.Recv.List[0].Type
	for {
		switch t := of.(type) {
		case *ast.StarExpr:
			of = t.X
		case *ast.IndexExpr:
			of = t.X
		case *ast.Ident:
			return t.Name + "." + f.Name.Name
		default:
			return f.Name.Name
		}
	}
}
