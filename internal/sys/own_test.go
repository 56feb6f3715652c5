package sys

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"slices"
	"strings"
	"testing"
)

// noCalls has the functions and types of x/sys and syscall that make no system call.
var noCalls = []string{
	"BytePtrFromString", "CmsgSpace", "Errno", "Mkdev", "NsecToTimespec", "ParseSocketControlMessage", "Signal", "UnixRights",
}

// TestOwn checks that every system call is made by the door's engine in call.go, or in own.go.
func TestOwn(t *testing.T) {
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, e := range entries {
		name := e.Name()
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, call := range callsIn(t, name) {
			seen[name]++
			if name != "own.go" && (name != "call.go" || !strings.HasSuffix(call, "Syscall6")) {
				t.Errorf("%s calls %s: a call for the user goes through Door.call, one of sock's own stands in own.go", name, call)
			}
		}
	}
	if seen["own.go"] < 30 || seen["call.go"] != 2 {
		t.Errorf("the calls are not found any more: %v", seen)
	}
}

// callsIn returns the functions that make system calls in a file.
func callsIn(t *testing.T, name string) (calls []string) {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if f := fromKernel(n.Fun); f != "" && !strings.HasSuffix(f, "Syscall6") && !slices.Contains(noCalls, f) {
				calls = append(calls, f)
			}
		case *ast.SelectorExpr:
			if f := fromKernel(n); strings.HasSuffix(f, "Syscall6") {
				calls = append(calls, f)
			}
		}
		return true
	})
	return calls
}

// fromKernel returns the name that an expression takes from x/sys or syscall, or "".
func fromKernel(e ast.Expr) string {
	used, ok := e.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if from, ok := used.X.(*ast.Ident); !ok || from.Name != "unix" && from.Name != "syscall" {
		return ""
	}
	return used.Sel.Name
}
