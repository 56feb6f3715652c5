package completions_test

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestSyntax lets each shell read its script.
func TestSyntax(t *testing.T) {
	if testing.Short() {
		t.Skip("needs zsh and fish")
	}
	for shell, file := range map[string]string{"bash": "sock.bash", "zsh": "_sock", "fish": "sock.fish"} {
		t.Run(shell, func(t *testing.T) {
			newShell(t).run(shell, "-n", file)
		})
	}
}

// TestComplete lets each shell complete command lines with the real program.
func TestComplete(t *testing.T) {
	if testing.Short() {
		t.Skip("needs zsh and fish")
	}
	lines := []struct{ typed, want string }{
		{"sock conn", "connect"},
		{"sock connect --trac", "--trace"},
		{"sock completion fi", "fish"},
	}
	sh := newShell(t)
	sh.install()
	for name, complete := range map[string]func(string) string{"bash": sh.bash, "zsh": sh.zsh, "fish": sh.fish} {
		for _, l := range lines {
			got := complete(l.typed)
			if !offers(got, l.want) {
				t.Errorf("%s completes %q with %q; want %s", name, l.typed, got, l.want)
			}
		}
	}
}

// offers reports whether one of the candidates, a line each, is want. A description, or the "="
// of a flag that takes an argument, may follow it.
func offers(candidates, want string) bool {
	for l := range strings.Lines(candidates) {
		f := strings.Fields(l)
		if len(f) > 0 && strings.TrimRight(f[0], "=") == want {
			return true
		}
	}
	return false
}

// A shell runs shells that know nothing of their user, and find the program on their PATH.
type shell struct {
	t    *testing.T
	home string
}

func newShell(t *testing.T) *shell { return &shell{t, t.TempDir()} }

// install builds the program into the PATH of the shells.
func (s *shell) install() {
	s.t.Helper()
	out, err := exec.Command("go", "build", "-buildvcs=false", "-o", filepath.Join(s.home, "sock"), "..").CombinedOutput()
	if err != nil {
		s.t.Fatalf("go build: %v\n%s", err, out)
	}
}

// run runs a shell to its end and returns what it printed.
func (s *shell) run(name string, args ...string) string {
	s.t.Helper()
	ctx, cancel := context.WithTimeout(s.t.Context(), time.Minute)
	defer cancel()
	run := exec.CommandContext(ctx, name, args...)
	run.Env = []string{
		"HOME=" + s.home, "XDG_CONFIG_HOME=" + s.home, "XDG_DATA_HOME=" + s.home, "ZDOTDIR=" + s.home,
		"PATH=" + s.home + ":" + os.Getenv("PATH"), "TERM=dumb", "GOCOVERDIR=" + os.Getenv("GOCOVERDIR"),
	}
	var complaints strings.Builder
	run.Stderr = &complaints
	out, err := run.Output()
	if err != nil {
		s.t.Fatalf("%s %q: %v (Debian: apt-get install zsh fish)\n%s", name, args, err, complaints.String())
	}
	return string(out)
}

// bash calls the completion function as readline would, without the package bash-completion.
func (s *shell) bash(typed string) string {
	s.t.Helper()
	return s.run("bash", "--norc", "-c", `
		. ./sock.bash || exit
		COMP_LINE=$1 COMP_POINT=${#1} COMP_TYPE=9 COMP_KEY=9
		read -ra COMP_WORDS <<<"$1"
		COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
		[[ $(complete -p sock) =~ -F\ ([^ ]+) ]] || exit
		${BASH_REMATCH[1]} sock "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
		printf '%s\n' "${COMPREPLY[@]}"
	`, "bash", typed)
}

// fish asks as fish itself does when Tab is pressed.
func (s *shell) fish(typed string) string {
	s.t.Helper()
	return s.run("fish", "--no-config", "-c", `source sock.fish; complete -C $argv[1]`, typed)
}

// zsh has no way to ask, so a zsh on a terminal of its own completes a line in its editor: the
// widget that starts each line types it, completes it, writes down what became of it and leaves.
func (s *shell) zsh(typed string) string {
	s.t.Helper()
	here, err := os.Getwd()
	must(s.t, err)
	must(s.t, os.WriteFile(filepath.Join(s.home, ".zshrc"), []byte(`
		fpath=(`+here+` $fpath)
		autoload -Uz compinit && compinit -u -D
		zle-line-init() {
			BUFFER=$TYPED CURSOR=$#TYPED
			zle complete-word
			print -r -- ${${(z)BUFFER}[-1]} >$HOME/completed
			exit
		}
		zle -N zle-line-init
	`), 0o600))
	s.run("zsh", "-f", "-c", `
		zmodload zsh/zpty || exit
		export TYPED=$1
		zpty editor zsh -d -i
		while zpty -r editor line; do :; done
		zpty -d editor
	`, "zsh", typed)
	completed, err := os.ReadFile(filepath.Join(s.home, "completed"))
	must(s.t, err)
	return string(completed)
}
