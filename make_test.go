package main_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// limited is a command that is ended, with all that it has started, if it hangs.
func limited(name string, args ...string) *exec.Cmd {
	return exec.Command("timeout", append([]string{"-k", "5", "180", name}, args...)...)
}

// makes runs a target of the Makefile, as the README shows.
func makes(t *testing.T, args ...string) string {
	t.Helper()
	c := limited("make", args...)
	c.Env = append(os.Environ(), "MAKEFLAGS=--no-print-directory", "SOCK=")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("make %s: %v\n%s", strings.Join(args, " "), err, out)
	}
	return string(out)
}

// TestInstall: binary, pages and completions are installed where distributions expect them, and uninstall removes them.
func TestInstall(t *testing.T) {
	dest := t.TempDir()
	makes(t, "build")
	if out := makes(t, "install", "DESTDIR="+dest, "PREFIX=/usr"); strings.Count(out, "\n") != 2 {
		t.Errorf("make install prints more than what it builds and where it installs:\n%s", out)
	}
	for _, name := range []string{
		"bin/sock", "share/man/man1/sock.1", "share/man/man1/sock-connect.1",
		"share/man/man5/sock-json.5", "share/man/man7/sock-options.7", "share/man/man7/sockopt.7",
		"share/bash-completion/completions/sock", "share/zsh/site-functions/_sock", "share/fish/vendor_completions.d/sock.fish",
	} {
		if _, err := os.Stat(filepath.Join(dest, "usr", name)); err != nil {
			t.Error(err)
		}
	}
	out, err := exec.Command(filepath.Join(dest, "usr/bin/sock"), "version").Output()
	if err != nil || !strings.HasPrefix(string(out), "sock ") {
		t.Errorf("the installed sock says %q: %v", out, err)
	}
	makes(t, "uninstall", "DESTDIR="+dest, "PREFIX=/usr")
	_ = filepath.WalkDir(dest, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			t.Errorf("uninstall leaves %s", path)
		}
		return err
	})
}

// TestDemo: the demonstration shows both half-closes, the urgent byte and a refusal.
func TestDemo(t *testing.T) {
	out := makes(t, "demo")
	for _, want := range []string{
		"shutdown(3, SHUT_WR)", `sendto(3, "!", 1, MSG_OOB, NULL, 0)`, "hello from the server", "hello from the client",
		"status 61", "ECONNREFUSED", "status 111",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("make demo does not show %s:\n%s", want, out)
		}
	}
	if strings.Contains(out, "\033") {
		t.Errorf("make demo colors what is not read on a terminal:\n%q", out)
	}
}

// TestPicture: the picture in the README shows what the session prints now.
func TestPicture(t *testing.T) {
	makes(t, "build")
	dir := t.TempDir()
	if out, err := limited("scripts/picture", dir).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{"session-light.svg", "session-dark.svg"} {
		now, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		drawn, err := os.ReadFile(filepath.Join("docs", name))
		if err != nil || string(now) != string(drawn) {
			t.Errorf("docs/%s is old (%v): make picture\n%s", name, err, now)
		}
	}
}
