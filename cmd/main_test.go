package cmd

import (
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"sock/internal/addr"
	"sock/internal/env"
)

// broken panics when a name is looked up.
type broken struct{ addr.Names }

func (broken) Hosts(string, int) ([]netip.Addr, error) {
	var none []netip.Addr
	return none[1:2], nil
}

func (b broken) Until(time.Time, string) addr.Names { return b }

// TestPanic checks that a panic ends with status 70, one line that says so, and where it happened.
func TestPanic(t *testing.T) {
	file, err := os.Create(filepath.Join(t.TempDir(), "stderr"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	env := env.New()
	env.Err, env.Names = int(file.Fd()), broken{addr.Numeric()}
	status := run(env, []string{"connect", "-z", "host", "1"})
	text, err := os.ReadFile(file.Name())
	want := regexp.MustCompile(`\Asock: internal error: .* out of range .* \(a bug in sock; please report it with the lines below\)
sock: at sock/cmd\.broken\.Hosts \(main_test\.go:\d+\)
sock: at sock/internal/addr\.[^\n]*
(?:sock: at [^\n]*\n)+\z`)
	if err != nil || status != 70 || !want.Match(text) {
		t.Errorf("status %d, %v\n%s", status, err, text)
	}
}
