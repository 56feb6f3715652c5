package xlat

import (
	"strings"
	"testing"
)

// TestQuote checks against the output of strace 6.1 for sendto with these bytes (strace -e trace=sendto, with -s 100
// where limit is 0).
func TestQuote(t *testing.T) {
	for _, c := range []struct {
		bytes string
		limit int
		want  string
	}{
		{"", 32, `""`},
		{"plain text", 32, `"plain text"`},
		{`say "hi" \ 'no'?%`, 32, `"say \"hi\" \\ 'no'?%"`},
		{"\t\n\v\f\r", 32, `"\t\n\v\f\r"`},
		{"\a\b\x1b", 32, `"\7\10\33"`},
		{"\x00\x01\x07\x08\x1f\x7f\x80\xff", 32, `"\0\1\7\10\37\177\200\377"`},
		{"\x0177", 32, `"\00177"`},
		{"\x018", 32, `"\18"`},
		{"\x1f0\x1f9", 32, `"\0370\379"`},
		{"\xff7\xffa", 32, `"\3777\377a"`},
		{"\x00\x000", 32, `"\0\0000"`},
		{"\n7", 32, `"\n7"`},
		{"just thirty-two bytes of payload", 32, `"just thirty-two bytes of payload"`},
		{"thirty-three bytes, one too many.", 32, `"thirty-three bytes, one too many"...`},
		{"thirty-three bytes, one too many.", 0, `"thirty-three bytes, one too many."`},
		{"0123456789012345678901234567890\x017", 32, `"0123456789012345678901234567890\1"...`},
		{"caf\xc3\xa9", 32, `"caf\303\251"`},
	} {
		if got := Quote([]byte(c.bytes), c.limit); got != c.want {
			t.Errorf("%q, %d: %s, want %s", c.bytes, c.limit, got, c.want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for text, want := range map[string]string{
		``: "", `plain`: "plain", `\n\r\t\v\f\a\b\e\\\"\'`: "\n\r\t\v\f\a\b\x1b\\\"'",
		`\0`: "\x00", `\18`: "\x018", `\0018`: "\x018", `\1777`: "\x7f7", `\377`: "\xff", `\400`: " 0",
		`\x`: "", `\xg`: "", `\x1`: "\x01", `\x41`: "A", `\x414`: "A4", `\xFf`: "\xff",
		`\`: "", `\8`: "", `\q`: "", `end\`: "",
	} {
		got, err := Unescape(text)
		if string(got) != want || (err != nil) != (want == "" && text != "") {
			t.Errorf("%s: %q, %v, want %q", text, got, err, want)
		}
	}
	if _, err := Unescape(`a\qrst`); err == nil || !strings.HasPrefix(err.Error(), `unknown escape \qrs `) {
		t.Errorf("the error is %v", err)
	}
}

// FuzzQuote checks that a quoted string is one printable line and decodes to the same bytes.
func FuzzQuote(f *testing.F) {
	for _, seed := range []string{"", "\x0177\x018", "\"\\\n", "\xff7\xc3\xa9\x00"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		text := Quote(b, 0)
		for _, c := range []byte(text) {
			if c < ' ' || c > '~' {
				t.Fatalf("%q holds a byte that is not printable", text)
			}
		}
		back, err := Unescape(text[1 : len(text)-1])
		if err != nil || string(back) != string(b) {
			t.Errorf("%q is quoted %s, which is read as %q, %v", b, text, back, err)
		}
		if cut := Quote(b, 5); len(b) > 5 && cut != Quote(b[:5], 0)+"..." || len(b) <= 5 && cut != text {
			t.Errorf("%q is cut to %s", b, cut)
		}
	})
}
