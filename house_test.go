package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// floors are the layers of packages, lowest first. A package may import only packages of lower floors.
var floors = [][]string{
	{"sock/internal/fail"},
	{"sock/internal/xlat"},
	{"sock/internal/addr"},
	{"sock/sockopt"},
	{"sock/sockopt/cmsg"},
	{"sock/internal/sys", "sock/internal/show"},
	{"sock/internal/loop"},
	{"sock/internal/pump", "sock/internal/ref", "sock/internal/env"},
	{"sock/internal/socket"},
	{"sock/internal/dial", "sock/internal/handover", "sock/internal/message"},
	{"sock/internal/session"},
	{"sock/internal/serve"},
	{"sock/modes"},
	{"sock/cmd/flags"},
	{"sock/cmd"},
	{"sock", "sock/man", "sock/completions"},
}

// places lists the packages that only some others may import. Only sys makes system calls through unix: the linter
// checks that.
var places = map[string][]string{
	"github.com/spf13/cobra":     {"sock/cmd", "sock/man", "sock/completions"},
	"github.com/spf13/pflag":     {"sock/cmd", "sock/cmd/flags", "sock/man", "sock/completions"},
	"github.com/mattn/go-isatty": {"sock/internal/show"},
	"golang.org/x/sys/unix": {
		"sock/internal/fail", "sock/internal/addr", "sock/internal/xlat", "sock/sockopt", "sock/sockopt/cmsg", "sock/internal/sys",
		"sock/internal/loop", "sock/internal/pump", "sock/internal/ref", "sock/internal/env", "sock/internal/socket", "sock/internal/dial", "sock/internal/handover", "sock/internal/message", "sock/internal/session", "sock/internal/serve", "sock/modes", "sock/cmd",
	},
	"github.com/landlock-lsm/go-landlock/landlock":         {"sock/internal/sys"},
	"github.com/landlock-lsm/go-landlock/landlock/syscall": {"sock/internal/sys"},
	"kernel.org/pub/linux/libs/security/libcap/psx":        {"sock/internal/sys"},
	"net": {"sock/internal/sys"},
	"log": {},
}

// TestImports checks every import against floors and places.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "-json=ImportPath,Standard,Imports", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	standard := map[string]bool{}
	for d := json.NewDecoder(bytes.NewReader(out)); d.More(); {
		var p struct {
			ImportPath string
			Standard   bool
			Imports    []string
		}
		if err := d.Decode(&p); err != nil {
			t.Fatal(err)
		}
		standard[p.ImportPath] = p.Standard // -deps lists imported packages before the importer
		if !ours(p.ImportPath) {
			continue
		}
		for _, imported := range p.Imports {
			if text := objection(p.ImportPath, imported, standard[imported]); text != "" {
				t.Error(text)
			}
		}
	}
}

func ours(path string) bool { return path == "sock" || strings.HasPrefix(path, "sock/") }

func floorOf(path string) int {
	return slices.IndexFunc(floors, func(floor []string) bool { return slices.Contains(floor, path) })
}

// objection returns a sentence about an import that is not allowed, or "".
func objection(importer, imported string, standard bool) string {
	from, to := floorOf(importer), floorOf(imported)
	places, limited := places[imported]
	switch {
	case from < 0:
		return fmt.Sprintf("%s is on no floor of the house: give it one in floors", importer)
	case ours(imported) && to > from:
		return fmt.Sprintf("%s imports %s, which is above it", importer, imported)
	case ours(imported) && to == from:
		return fmt.Sprintf("%s imports %s, its neighbour: what both need belongs below them", importer, imported)
	case limited && len(places) == 0:
		return fmt.Sprintf("%s imports %s, which has no place here", importer, imported)
	case limited && !slices.Contains(places, importer):
		return fmt.Sprintf("%s imports %s, which is for %v alone", importer, imported, places)
	case !ours(imported) && !limited && !standard:
		return fmt.Sprintf("%s imports %s, a new dependency: give it a place in places", importer, imported)
	}
	return ""
}

func TestObjection(t *testing.T) {
	for _, c := range []struct {
		importer, imported string
		standard           bool
		want               string
	}{
		{"sock", "sock/cmd", false, ""},
		{"sock/cmd", "sock/internal/fail", false, ""},
		{"sock/internal/addr", "net/netip", true, ""},
		{"sock/internal/sys", "net", true, ""},
		{"sock/modes", "net", true, "sock/modes imports net, which is for [sock/internal/sys] alone"},
		{"sock/modes", "sock/cmd", false, "sock/modes imports sock/cmd, which is above it"},
		{"sock/internal/ref", "sock/internal/pump", false, "its neighbour"},
		{"sock/internal/fail", "sock/internal/xlat", false, "above it"},
		{"sock/modes", "github.com/spf13/cobra", false, "alone"},
		{"sock/cmd", "example.com/colours", false, "a new dependency"},
		{"sock/internal/tls", "fmt", true, "on no floor"},
	} {
		got := objection(c.importer, c.imported, c.standard)
		if !strings.Contains(got, c.want) || (got == "") != (c.want == "") {
			t.Errorf("%s importing %s: %q, want %q", c.importer, c.imported, got, c.want)
		}
	}
}

// TestNothingAtInit: no package of sock runs code before main, so tables are in the binary as they are. Building those
// of the options at start-up would take a tenth of a millisecond and touch two dozen pages.
func TestNothingAtInit(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "sock")
	run := func(name string, args ...string) string {
		out, err := exec.Command(name, args...).CombinedOutput()
		if err != nil {
			t.Fatalf("%s %v: %v\n%s", name, args, err, out)
		}
		return string(out)
	}
	run("go", "build", "-o", binary, ".")
	symbols := run("go", "tool", "nm", "-size", binary)
	if !strings.Contains(symbols, " main.main\n") {
		t.Fatal("no symbols")
	}
	for _, init := range regexp.MustCompile(`(?m)^ *[0-9a-f]+ +(\d+) T ((?:sock|main)\b.*\.init(?:\.\d+)?)$`).FindAllStringSubmatch(symbols, -1) {
		if size, _ := strconv.Atoi(init[1]); size > 32 { // a size that depends on the architecture
			t.Errorf("%s does something: %d bytes", init[2], size)
		}
	}
}
