package xlat

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// TestAppendJSON checks that a value contains no character that could end a line, as sock-json(5) promises, or control
// a terminal.
func TestAppendJSON(t *testing.T) {
	for text, want := range map[string]string{
		"lo":               `"lo"`,
		`a"\b`:             `"a\"\\b"`,
		"a\nb\r\t\x7fc":    `"a\nb\r\t\u007fc"`,
		"a\u0085\u2028b":   `"a\u0085\u2028b"`,
		"\u2029\u00e9":     `"\u2029` + "\u00e9" + `"`,
		"\u202e\U000e0001": `"\u202e\udb40\udc01"`,
		"\xff\ufffd":       `"\\xff` + "\ufffd" + `"`,
	} {
		if got := string(AppendJSON(nil, text)); got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// FuzzJSON checks that the result is printable and that encoding/json decodes it.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{"", "\"\\/\n", "\x00\x1b\x7f\u0085", "\u202e\U000e0001", "\xff\xed\xa0\x80\ufffd", "\\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		out := AppendJSON([]byte("x"), text)[1:]
		if strings.ContainsFunc(string(out), func(r rune) bool { return !unicode.IsPrint(r) }) {
			t.Errorf("%q becomes %q", text, out)
		}
		var back string
		if err := json.Unmarshal(out, &back); err != nil || utf8.ValidString(text) && back != text {
			t.Errorf("%q becomes %q, read as %q, %v", text, out, back, err)
		}
	})
}
