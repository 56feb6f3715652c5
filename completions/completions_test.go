// Package completions_test keeps the completion scripts equal to the command tree, and tries each in its shell.
package completions_test

import (
	"bytes"
	"flag"
	"os"
	"testing"

	"sock/cmd"

	"github.com/spf13/cobra"
)

var update = flag.Bool("update", false, "write the scripts instead of comparing them")

// scripts returns what each file of this folder holds.
func scripts(t *testing.T, root *cobra.Command) map[string][]byte {
	t.Helper()
	var bash, zsh, fish bytes.Buffer
	must(t, cmd.BashCompletion(root, &bash))
	must(t, root.GenZshCompletion(&zsh))
	must(t, root.GenFishCompletion(&fish, true))
	return map[string][]byte{"sock.bash": bash.Bytes(), "_sock": zsh.Bytes(), "sock.fish": fish.Bytes()}
}

// TestScripts compares the committed scripts with the command tree.
func TestScripts(t *testing.T) {
	for file, want := range scripts(t, cmd.New()) {
		if *update {
			must(t, os.WriteFile(file, want, 0o644))
		}
		got, err := os.ReadFile(file)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("completions/%s is stale: run go test ./completions -update", file)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
