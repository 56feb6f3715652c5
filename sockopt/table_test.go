package sockopt

import (
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"sock/internal/fail"
)

// TestTable: a name leads to one row, a number to the same, and what stands in it is fit for the manual.
func TestTable(t *testing.T) {
	for _, opt := range All() {
		if got, err := Lookup(strings.ToLower(opt.Name)); err != nil || got.Name != opt.Name {
			t.Errorf("%s is found as %q, %v", opt.Name, got.Name, err)
		}
		if got, ok := Find(opt.Level.Number, opt.Number); !ok || got.Name != opt.Name {
			t.Errorf("%s is found by its numbers as %q", opt.Name, got.Name)
		}
		if LevelName(opt.Level.Number) != opt.Level.Trace || !strings.HasPrefix(opt.Name, Prefix(opt.Level.Number)) {
			t.Errorf("%s: level %s, prefix %s", opt.Name, LevelName(opt.Level.Number), Prefix(opt.Level.Number))
		}
		if opt.Help == "" || strings.HasSuffix(opt.Help, ".") {
			t.Errorf("%s: help %q", opt.Name, opt.Help)
		}
	}
	if _, ok := Find(unix.SOL_SOCKET, 9999); ok {
		t.Error("there is an option 9999")
	}
	if LevelName(9999) != "" || Prefix(9999) != "" {
		t.Error("there is a level 9999")
	}
}

// TestLookupSuggests: a name that is almost one leads to it.
func TestLookupSuggests(t *testing.T) {
	for name, want := range map[string]string{
		"TCP_NODELY":   "TCP_NODELAY",
		"nodelay":      "TCP_NODELAY",
		"SO_REUSEADR":  "SO_REUSEADDR",
		"so_keepalive": "",
		"ttl":          "IP_TTL",
		"XYZZY_PLUGH":  "",
	} {
		_, err := Lookup(name)
		hint := ""
		if want != "" {
			hint = "did you mean " + want + "?"
		}
		if fail.Hint(err) != hint {
			t.Errorf("%s: hint %q, want %q", name, fail.Hint(err), hint)
		}
	}
}

// TestTraceName: strace tells the age of the two options whose number depends on the size of time_t.
func TestTraceName(t *testing.T) {
	for name, want := range map[string]string{
		"SO_RCVTIMEO": "SO_RCVTIMEO_OLD", "SO_SNDTIMEO": "SO_SNDTIMEO_OLD", "SO_RCVBUF": "SO_RCVBUF",
	} {
		if opt, err := Lookup(name); err != nil || opt.TraceName() != want {
			t.Errorf("%s: %s, %v, want %s", name, opt.TraceName(), err, want)
		}
	}
}
